package dev.kubeuser.finding.internal;

import dev.kubeuser.rbac.Origin;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Something found in a policy, by tests of it or by a change of it, as people and code hosts are told. */
public interface Finding {

    /** What is found, and what to do about it. */
    interface Kind {

        /** Returns its identifier as a rule of SARIF. */
        String ruleId();

        /** Returns its severity, as a level of SARIF. */
        default String level() {
            return "error";
        }

        /**
         * Returns how severe it is as a matter of security, from 0 to 10, by which GitHub names it: critical above 9, high
         * from 7. Empty if it is about tests.
         */
        Optional<String> severity();

        /** Returns its name as a title. */
        String title();

        /** Returns what to do about it. */
        String help();
    }

    /** Returns the kind. */
    Kind kind();

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
