// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.analysis.internal;

import dev.kubeuser.analysis.internal.Mutation.Mutant;
import dev.kubeuser.manifest.Manifests;
import dev.kubeuser.rbac.RbacPolicy;
import dev.kubeuser.rbac.RbacPolicyBuilder;
import dev.kubeuser.record.internal.PolicyObject;
import dev.kubeuser.record.internal.PolicyState;
import dev.kubeuser.run.internal.OwnNamespaces;
import java.util.List;

/**
 * Manifests that can be mutated before they are applied to a cluster.
 *
 * @param manifests the manifests as written
 * @param namespace the namespace of objects that name none
 * @param own the namespaces created for tests
 * @param rest the cluster's policy, with Roles that bindings may refer to
 */
public record MutatedManifests(Manifests manifests, String namespace, OwnNamespaces own, RbacPolicyBuilder rest) {

    /**
     * {@return the mutated manifests; the same manifests if the mutant is in others}
     *
     * @param mutant the mutant
     */
    public Manifests with(Mutant mutant) {
        List<PolicyObject> objects = objects();
        RbacPolicy policy = new PolicyState(rest, objects, List.of()).policy();
        Manifests changed = manifests;
        for (PolicyObject object : objects) {
            for (Mutation mutation : Mutation.of(object)) {
                if (mutation.asMutant(own).equals(mutant)) {
                    changed =
                            changed.replacing(object.source(), mutation.change().replace(object, policy));
                }
            }
        }
        return changed;
    }

    private List<PolicyObject> objects() {
        return manifests.objects().stream()
                .flatMap(object -> PolicyObject.of(object, namespace).stream())
                .toList();
    }
}
