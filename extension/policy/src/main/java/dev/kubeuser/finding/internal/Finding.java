package dev.kubeuser.finding.internal;

import dev.kubeuser.rbac.Origin;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Something found in a policy, by tests of it or by a change of it, as people and code hosts are told. */
public interface Finding {

    /**
     * What is found, and what to do about it.
     *
     * @param id its identifier as a rule of SARIF
     * @param level its severity, as a level of SARIF
     * @param severity how severe it is as a matter of security, from 0 to 10, by which GitHub names it: critical above 9,
     *     high from 7; {@code null} if it is about tests
     * @param title its name
     * @param help what to do about it
     */
    record Category(String id, String level, @Nullable String severity, String title, String help) {}

    /** Returns what it is one of. */
    Category category();

    /** Returns what was found, in one line. */
    String summary();

    /** Returns what else there is to say, a sentence each. */
    default List<String> notes() {
        return List.of();
    }

    /** Returns the rules and steps that it is about, or what a program said, in lines. */
    default List<String> details() {
        return List.of();
    }

    /** Returns where it is; {@code null} if it is in no file. */
    @Nullable
    Origin origin();

    /** Returns all of it for someone who sees its line. */
    default String annotation() {
        return notes().isEmpty() ? summary() : summary() + "; " + String.join("; ", notes());
    }

    /** Returns what stays the same in each run, whatever lines are added above it, and differs from other findings of the file. */
    default String identity() {
        return summary();
    }
}
