package dev.kubeuser.session.internal;

import dev.kubeuser.cluster.ClusterKind;
import dev.kubeuser.coverage.Mutant;
import dev.kubeuser.coverage.internal.MutatedManifests;
import dev.kubeuser.coverage.internal.OwnNamespaces;
import dev.kubeuser.internal.jupiter.ClusterScope;
import dev.kubeuser.internal.jupiter.ExtensionStore;
import dev.kubeuser.internal.settings.Setting;
import dev.kubeuser.manifest.Manifests;
import dev.kubeuser.rbac.RbacPolicy;
import dev.kubeuser.rbac.RbacPolicyBuilder;
import dev.kubeuser.review.ClusterPolicy;
import dev.kubeuser.trial.MutationTrial;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * The mistake that is in the policy while tests run, in the session's store; put there by a {@link MutationTrial}.
 *
 * @param mutant the mistake; {@code null} before the first
 * @param made whether it was in the policy of any test
 */
public record MutantInForce(@Nullable Mutant mutant, AtomicBoolean made) {

    /** Not made yet. */
    public MutantInForce(@Nullable Mutant mutant) {
        this(mutant, new AtomicBoolean());
    }

    /** What is to be applied in place of manifests. */
    public static Manifests mutate(
            ExtensionContext context, ClusterScope scope, Manifests manifests, String namespace, OwnNamespaces own) {
        MutantInForce inForce = ExtensionStore.ofSession(context).get(MutantInForce.class, MutantInForce.class);
        if (inForce == null) {
            return manifests;
        }
        if (scope.runningCluster().kind() == ClusterKind.EXISTING) {
            throw new ExtensionConfigurationException(
                    "A policy with mistakes in it is not for a cluster that others use:"
                            + " try mutants on a cluster of their own, with " + Setting.CLUSTER.key()
                            + "=embedded or k3s");
        }
        return inForce.mutant() == null ? manifests : inForce.make(scope, manifests, namespace, own);
    }

    private Manifests make(ClusterScope scope, Manifests manifests, String namespace, OwnNamespaces own) {
        RbacPolicyBuilder rest =
                RbacPolicy.builder().addAll(ClusterPolicy.objects(scope.admin().apiClient()));
        Manifests mutated = new MutatedManifests(manifests, namespace, own, rest).with(Objects.requireNonNull(mutant));
        if (!mutated.equals(manifests)) {
            made.set(true);
        }
        return mutated;
    }
}
