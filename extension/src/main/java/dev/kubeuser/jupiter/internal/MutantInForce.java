package dev.kubeuser.jupiter.internal;

import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.cluster.internal.ManagedCluster;
import dev.kubeuser.coverage.Mutant;
import dev.kubeuser.coverage.internal.recording.OwnNamespaces;
import dev.kubeuser.manifest.Manifests;
import dev.kubeuser.mutants.internal.MutatedManifests;
import dev.kubeuser.rbac.RbacPolicy;
import dev.kubeuser.rbac.RbacPolicyBuilder;
import dev.kubeuser.review.internal.ListedPolicy;
import dev.kubeuser.settings.internal.Setting;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;

/**
 * The mutant that is in force while tests run. A mutation trial puts it into the session's store.
 *
 * @param mutant the mutant; {@code null} before the first
 * @param made whether it was in the policy of any test
 */
public record MutantInForce(@Nullable Mutant mutant, AtomicBoolean made) {

    /** Creates a mutant that no test has applied yet. */
    public MutantInForce(@Nullable Mutant mutant) {
        this(mutant, new AtomicBoolean());
    }

    /** Returns the manifests to apply instead. */
    Manifests mutate(KubeAccess admin, Manifests manifests, String namespace, OwnNamespaces own) {
        if (ManagedCluster.of(admin.cluster()).isOfOthers()) {
            throw new ExtensionConfigurationException("A mutant is not for a cluster that others use: try mutants on a"
                    + " cluster of their own, with " + Setting.CLUSTER.key() + "=embedded or k3s");
        }
        return mutant == null ? manifests : make(admin, manifests, namespace, own, mutant);
    }

    private Manifests make(KubeAccess admin, Manifests manifests, String namespace, OwnNamespaces own, Mutant mutant) {
        RbacPolicyBuilder rest = RbacPolicy.builder().addAll(ListedPolicy.objects(admin.apiClient()));
        Manifests mutated = new MutatedManifests(manifests, namespace, own, rest).with(mutant);
        if (!mutated.equals(manifests)) {
            made.set(true);
        }
        return mutated;
    }
}
