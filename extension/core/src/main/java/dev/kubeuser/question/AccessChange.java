// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.question;

import dev.kubeuser.base.internal.Printable;
import dev.kubeuser.rbac.Subject;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import org.apiguardian.api.API;

/**
 * Access that subjects gain or lose by an upgrade, all for the same reason.
 *
 * @param isGained whether it is gained, not lost
 * @param subjects who gains or loses it; a group stands for all its members
 * @param namespace the namespace; {@code *} for all at once, empty for a cluster-scoped resource or a URL
 * @param target for example {@code deployments.apps/scale}, {@code configmaps "ca"} or {@code /metrics}
 * @param verbs the verbs; {@code *} if a rule has all verbs on a URL
 * @param because the reason, for example {@code ClusterRole view allows it}
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record AccessChange(
        boolean isGained, List<Subject> subjects, String namespace, String target, List<String> verbs, String because)
        implements Comparable<AccessChange> {

    private static final Comparator<AccessChange> ORDER = Comparator.<AccessChange, String>comparing(
                    change -> change.subjects().toString())
            .thenComparing(change -> !change.isGained())
            .thenComparing(AccessChange::target)
            .thenComparing(AccessChange::namespace)
            .thenComparing(change -> change.verbs().toString())
            .thenComparing(AccessChange::because);

    /** Copies the lists. */
    public AccessChange {
        subjects = List.copyOf(subjects);
        verbs = List.copyOf(verbs);
    }

    AccessChange of(List<Subject> others, List<String> otherVerbs) {
        return new AccessChange(isGained, others, namespace, target, otherVerbs, because);
    }

    @Override
    public int compareTo(AccessChange other) {
        return ORDER.compare(this, other);
    }

    /** {@return the verbs, the target and the place, for example {@code get, list pods in all namespaces}} */
    public String what() {
        return String.join(", ", verbs) + " " + target + place();
    }

    private String place() {
        if (namespace.isEmpty()) {
            return "";
        }
        return namespace.equals("*") ? " in all namespaces" : " in namespace " + namespace;
    }

    /** {@return for example {@code User alice gains get, list pods in all namespaces: ClusterRole view allows it}} */
    @Override
    public String toString() {
        return Printable.text(subjects.stream().map(Subject::toString).collect(Collectors.joining(", "))
                + (isGained ? " gain" : " lose") + (subjects.size() == 1 ? "s " : " ") + what() + ": " + because);
    }
}
