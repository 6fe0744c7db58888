// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.rbac.escalation.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apiguardian.api.API;

/**
 * A path of escalation from a user to a goal.
 *
 * @param start the identity that starts
 * @param steps the user's steps, in order; empty if the start already has the goal
 * @param reached the capability that reaches the goal
 */
public record EscalationPath(Capability.Identity start, List<Step> steps, Capability reached) {

    /** Copies the list. */
    public EscalationPath {
        steps = List.copyOf(steps);
    }

    /** {@return the steps in lines, each with what it uses and what it gives} */
    @API(status = API.Status.INTERNAL)
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        for (int index = 0; index < steps.size(); index++) {
            lines.add(begin(index));
            lines.addAll(steps.get(index).lines());
        }
        return lines;
    }

    private String begin(int index) {
        return (index + 1) + ". " + steps.get(index).by() + " "
                + steps.get(index).how();
    }

    /** {@return the steps in one line, for example {@code 1. user "alice" binds ClusterRole edit; 2. ...}} */
    @Override
    public String toString() {
        return IntStream.range(0, steps.size()).mapToObj(this::begin).collect(Collectors.joining("; "));
    }
}
