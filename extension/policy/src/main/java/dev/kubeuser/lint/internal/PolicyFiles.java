// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.lint.internal;

import dev.kubeuser.base.KubernetesVersion;
import dev.kubeuser.base.internal.Json;
import dev.kubeuser.manifest.ManifestObject;
import dev.kubeuser.manifest.Manifests;
import dev.kubeuser.manifest.internal.DefaultPolicy;
import dev.kubeuser.manifest.internal.RbacManifest;
import dev.kubeuser.query.internal.Discovery;
import dev.kubeuser.query.internal.QueryCheck;
import dev.kubeuser.rbac.RbacPolicy;
import dev.kubeuser.rbac.RbacPolicyBuilder;
import dev.kubeuser.rbac.ServerFeature;
import dev.kubeuser.rbac.Subject;
import dev.kubeuser.rbac.escalation.internal.HostPods;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A policy in files, as it would be in force together with the default roles and bindings of a minor of Kubernetes.
 *
 * @param manifests the files, with roles and bindings, and with CustomResourceDefinitions and Namespaces
 * @param minor the minor
 * @param written the policy of the files alone
 * @param inForce the policy of the files, and the default one of the cluster
 * @param hostPods where the cluster admits pods with access to their node
 * @param check knows which verbs and resources there are; {@code null} to answer about others too, as those of an
 *     aggregated API, so that typos go unnoticed
 */
public record PolicyFiles(
        Manifests manifests,
        KubernetesVersion minor,
        RbacPolicy written,
        RbacPolicy inForce,
        HostPods hostPods,
        @Nullable QueryCheck check) {

    public static PolicyFiles of(
            Manifests manifests, KubernetesVersion minor, boolean isChecked, boolean admitsHostPods) {
        RbacPolicyBuilder written = RbacManifest.policy(manifests.objects());
        String name = minor.toString();
        return new PolicyFiles(
                manifests,
                minor,
                written.build(),
                DefaultPolicy.of(name).addAll(written).build(),
                admitsHostPods ? HostPods.admittedOutside(guarded(manifests)) : HostPods.refusedEverywhere(),
                isChecked ? new QueryCheck(Discovery.with(manifests), ServerFeature.of(name)) : null);
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

    /** {@return what the version of the cluster does} */
    Set<ServerFeature> features() {
        return ServerFeature.of(minor.toString());
    }

    /** {@return the subjects of the files' bindings} */
    List<Subject> subjects() {
        return written.bindings().stream()
                .flatMap(binding -> binding.subjects().stream())
                .distinct()
                .toList();
    }
}
