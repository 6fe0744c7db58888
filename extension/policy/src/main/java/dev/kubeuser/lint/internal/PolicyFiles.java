// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.lint.internal;

import dev.kubeuser.base.KubernetesVersion;
import dev.kubeuser.base.internal.Json;
import dev.kubeuser.manifest.ManifestObject;
import dev.kubeuser.manifest.Manifests;
import dev.kubeuser.query.internal.QueryCheck;
import dev.kubeuser.rbac.RbacPolicy;
import dev.kubeuser.rbac.Subject;
import dev.kubeuser.rbac.escalation.internal.HostPods;
import dev.kubeuser.statement.EffectivePolicy;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A policy in files, as it would be in force together with the default roles and bindings of a minor of Kubernetes.
 *
 * @param effective the policy
 * @param hostPods where the cluster admits pods with access to their node
 * @param isChecked whether verbs and resources are checked; if not, it also answers about others, as those of an
 *     aggregated API, so that typos go unnoticed
 */
public record PolicyFiles(EffectivePolicy effective, HostPods hostPods, boolean isChecked) {

    public static PolicyFiles of(
            Manifests manifests, KubernetesVersion minor, boolean isChecked, boolean admitsHostPods) {
        return of(manifests, List.of(), minor, isChecked, admitsHostPods);
    }

    /** With objects of the cluster, of which only the roles count. */
    public static PolicyFiles of(
            Manifests manifests,
            List<ManifestObject> others,
            KubernetesVersion minor,
            boolean isChecked,
            boolean admitsHostPods) {
        return new PolicyFiles(
                EffectivePolicy.of(manifests, others, minor),
                admitsHostPods ? HostPods.admittedOutside(guarded(manifests)) : HostPods.refusedEverywhere(),
                isChecked);
    }

    /** The Namespaces that have a label of Pod Security against pods with access to their node. */
    private static Set<String> guarded(Manifests manifests) {
        return manifests.objects().stream()
                .filter(PolicyFiles::isGuarded)
                .map(ManifestObject::name)
                .collect(Collectors.toSet());
    }

    private static boolean isGuarded(ManifestObject object) {
        return object.kind().equals("Namespace")
                && object.group().isEmpty()
                && Set.of("baseline", "restricted")
                        .contains(Json.text(
                                Json.object(Json.object(object.json(), "metadata"), "labels"),
                                "pod-security.kubernetes.io/enforce"));
    }

    /** {@return the policy of the files alone} */
    RbacPolicy written() {
        return effective.written();
    }

    /** {@return the policy of the files, and the default one of the cluster} */
    RbacPolicy inForce() {
        return effective.rbac();
    }

    /** {@return what knows which verbs and resources there are; {@code null} if they are not checked} */
    @Nullable
    QueryCheck check() {
        return isChecked ? effective.check() : null;
    }

    /** {@return the subjects of the files' bindings} */
    List<Subject> subjects() {
        return written().bindings().stream()
                .flatMap(binding -> binding.subjects().stream())
                .distinct()
                .toList();
    }
}
