// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.lint.internal;

import dev.kubeuser.rbac.Origin;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A finding in a policy, in its tests or in a change of it, as reports and code hosts show it. */
public interface Finding {

    /**
     * What is found, and what to do about it.
     *
     * @param id its identifier as a rule of SARIF
     * @param level its severity, as a level of SARIF
     * @param severity how severe it is as a matter of security, from 0 to 10, by which GitHub names it: critical above
     *     9, high from 7; {@code null} if it is about tests
     * @param title its name
     * @param help what to do about it
     */
    record Category(String id, String level, @Nullable String severity, String title, String help) {}

    /** Returns its category. */
    Category category();

    /** Returns what was found, in one line. */
    String summary();

    /** Returns further remarks, a sentence each. */
    default List<String> notes() {
        return List.of();
    }

    /** Returns the identifiers that other scanners have for it. */
    default List<String> tags() {
        return List.of();
    }

    /** Returns the rules and steps involved, or the message of an assertion, as lines. */
    default List<String> details() {
        return List.of();
    }

    /** Returns where it is; {@code null} if it is in no file. */
    @Nullable
    Origin origin();

    /** Returns the text that a code host shows beside its line. */
    default String annotation() {
        return notes().isEmpty() ? summary() : summary() + "; " + String.join("; ", notes());
    }

    /** Returns what identifies it among the findings of its file, in each run and on any line. */
    default String identity() {
        return summary();
    }
}
