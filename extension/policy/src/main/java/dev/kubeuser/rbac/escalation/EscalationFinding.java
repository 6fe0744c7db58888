// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.rbac.escalation;

import dev.kubeuser.base.internal.Counted;
import dev.kubeuser.rbac.Grant;
import dev.kubeuser.rbac.Subject;
import dev.kubeuser.rbac.escalation.internal.Cut;
import dev.kubeuser.rbac.escalation.internal.EscalationPath;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apiguardian.api.API;

/** A subject that can become cluster-admin, how, and what closes the way. Immutable and thread-safe. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class EscalationFinding {

    private final Subject subject;
    private final EscalationPath path;
    private final List<Cut> cuts;
    private final String whyNoCut;

    /**
     * @param subject the subject of a binding; a group stands for any of its members
     * @param path how it gets there; without steps if its bindings make it cluster-admin
     * @param cuts the changes that prevent it, each enough alone
     * @param whyNoCut why there is none, for example {@code it takes more than 8 changes}; empty if there is one or no
     *     step
     */
    @API(status = API.Status.INTERNAL)
    public EscalationFinding(Subject subject, EscalationPath path, List<Cut> cuts, String whyNoCut) {
        this.subject = subject;
        this.path = path;
        this.cuts = List.copyOf(cuts);
        this.whyNoCut = whyNoCut;
    }

    /** {@return the subject of a binding; a group stands for any of its members} */
    public Subject subject() {
        return subject;
    }

    /** {@return how it gets there; without steps if its bindings make it cluster-admin} */
    @API(status = API.Status.INTERNAL)
    public EscalationPath path() {
        return path;
    }

    /** {@return the {@link Technique#tags tags} of its steps} */
    @API(status = API.Status.INTERNAL)
    public List<String> tags() {
        return path.steps().stream()
                .flatMap(step -> step.technique().tags().stream())
                .distinct()
                .toList();
    }

    /** {@return the changes that prevent it, each enough alone} */
    @API(status = API.Status.INTERNAL)
    public List<Cut> cuts() {
        return cuts;
    }

    /** {@return why no change is advised; empty if one is, or if there is no step} */
    @API(status = API.Status.INTERNAL)
    public String whyNoCut() {
        return whyNoCut;
    }

    /**
     * {@return the steps in lines, each with the rules that it uses and what it gives; empty if its bindings make it
     * cluster-admin}
     */
    public List<String> steps() {
        return path.lines();
    }

    /**
     * {@return the same finding of another subject}
     *
     * @param other for example the subject as it is written, where a namespace has another name
     */
    @API(status = API.Status.INTERNAL)
    public EscalationFinding of(Subject other) {
        return new EscalationFinding(other, path, cuts, whyNoCut);
    }

    @API(status = API.Status.INTERNAL)
    public EscalationFinding with(List<Cut> found) {
        return new EscalationFinding(subject, path, found, "");
    }

    @API(status = API.Status.INTERNAL)
    public EscalationFinding without(String why) {
        return new EscalationFinding(subject, path, List.of(), why);
    }

    /** {@return whether bindings grant cluster-admin, so that no step is needed} */
    public boolean isGranted() {
        return path.steps().isEmpty();
    }

    /**
     * {@return the first rule that the path uses, and the binding that grants it; empty if the path has no steps, or
     * begins without a permission, as {@link Technique#ANONYMITY} does}
     */
    @API(status = API.Status.INTERNAL)
    public Optional<Grant> begin() {
        return path.steps().stream()
                .flatMap(step -> step.uses().stream())
                .flatMap(use -> use.grants().stream())
                .findFirst();
    }

    /** {@return the techniques of the steps, for example {@code WORKLOAD, BIND}; empty without steps} */
    public String techniques() {
        return path.steps().stream().map(step -> step.technique().toString()).collect(Collectors.joining(", "));
    }

    /** {@return what to change in lines, with a rule before and after, or why nothing is advised} */
    public List<String> fixes() {
        List<String> lines = new ArrayList<>();
        if (!whyNoCut.isEmpty()) {
            lines.add("No change is advised that closes it: " + whyNoCut + ".");
        }
        for (Cut cut : cuts) {
            if (lines.isEmpty()) {
                lines.add(cuts.size() == 1 ? "To close it:" : "To close it, do one of these:");
            }
            String begin = "  ";
            for (Cut.Change change : cut.changes()) {
                List<String> told = change.lines();
                lines.add(begin + told.get(0));
                told.stream().skip(1).map(line -> "    " + line).forEach(lines::add);
                begin = "  and ";
            }
        }
        return lines;
    }

    /** {@return for example {@code Group sre can become cluster-admin in 2 steps}} */
    @Override
    public String toString() {
        return isGranted()
                ? subject + " is cluster-admin by its bindings"
                : subject + " can become cluster-admin in "
                        + Counted.of(path.steps().size(), "step");
    }
}
