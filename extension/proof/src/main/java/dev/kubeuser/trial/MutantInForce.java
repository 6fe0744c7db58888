package dev.kubeuser.trial;

import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.cluster.internal.ManagedCluster;
import dev.kubeuser.jupiter.internal.PolicyMutator;
import dev.kubeuser.manifest.Manifests;
import dev.kubeuser.mutants.Mutant;
import dev.kubeuser.mutants.internal.MutatedManifests;
import dev.kubeuser.rbac.RbacPolicy;
import dev.kubeuser.rbac.RbacPolicyBuilder;
import dev.kubeuser.review.internal.ListedPolicy;
import dev.kubeuser.run.internal.OwnNamespaces;
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
record MutantInForce(@Nullable Mutant mutant, AtomicBoolean made) implements PolicyMutator {

    /** Creates a mutant that no test has applied yet. */
    MutantInForce(@Nullable Mutant mutant) {
        this(mutant, new AtomicBoolean());
    }

    @Override
    public Manifests mutate(KubeAccess admin, Manifests manifests, String namespace, OwnNamespaces own) {
        requireOwn(admin);
        return mutant == null ? manifests : make(admin, manifests, namespace, own, mutant);
    }

    /** Throws if others use the cluster. */
    static void requireOwn(KubeAccess admin) {
        if (ManagedCluster.of(admin.cluster()).isOfOthers()) {
            throw new ExtensionConfigurationException("A mutant is not for a cluster that others use: try mutants on a"
                    + " cluster of their own, with " + Setting.CLUSTER.key() + "=embedded or k3s");
        }
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
