package dev.kubeuser.tool;

import dev.kubeuser.discovery.internal.Discovery;
import dev.kubeuser.discovery.internal.OfflineDiscovery;
import dev.kubeuser.manifest.ManifestException;
import dev.kubeuser.manifest.Manifests;
import dev.kubeuser.manifest.internal.RbacManifest;
import dev.kubeuser.rbac.PolicyDifference;
import dev.kubeuser.rbac.RbacPolicy;
import dev.kubeuser.rbac.RbacPolicyBuilder;
import dev.kubeuser.rbac.RoleReference;
import dev.kubeuser.rbac.ServerFeature;
import dev.kubeuser.rbac.escalation.AcceptedRisks;
import dev.kubeuser.rbac.escalation.Certainty;
import dev.kubeuser.review.AccessQueryException;
import dev.kubeuser.review.internal.QueryCheck;
import dev.kubeuser.version.KubernetesVersion;
import dev.kubeuser.version.internal.KnownVersions;
import io.kubernetes.client.openapi.models.V1ClusterRole;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.openapi.models.V1PolicyRule;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apiguardian.api.API;

/**
 * A policy in files, which is looked through, compared and asked without a cluster. Of the roles that Kubernetes itself
 * has, only {@code cluster-admin} is known: the others depend on its version and on what it serves. Unless {@link #on}
 * says otherwise, the policy is for the newest minor. Immutable and thread-safe.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class PolicyFiles {

    private static final RoleReference CLUSTER_ADMIN = RoleReference.clusterRole("cluster-admin");

    private final RbacPolicy policy;
    private final Discovery resources;
    private final Set<ServerFeature> features;
    private final boolean isChecked;

    private PolicyFiles(RbacPolicy policy, Discovery resources, Set<ServerFeature> features, boolean isChecked) {
        this.policy = policy;
        this.resources = resources;
        this.features = features;
        this.isChecked = isChecked;
    }

    /**
     * An answer.
     *
     * @param isYes whether anybody may do it
     * @param lines what was asked, and why it is so
     */
    public record Answer(boolean isYes, List<String> lines) {

        /** Copies the list. */
        public Answer {
            lines = List.copyOf(lines);
        }
    }

    /**
     * Reads a policy.
     *
     * @param sources files, directories, globs and kustomizations, as {@code @KubeManifests} takes them
     * @param placeholders the texts for the placeholders in the files, by name
     * @return the policy
     * @throws ManifestException if a file cannot be read or is malformed; the message names it
     */
    public static PolicyFiles read(List<String> sources, Map<String, String> placeholders) {
        Manifests manifests = Manifests.load(placeholders, sources);
        RbacPolicyBuilder policy = RbacManifest.policy(manifests.objects());
        RbacPolicy written = policy.build();
        boolean usesClusterAdmin = written.role(CLUSTER_ADMIN).isEmpty()
                && written.bindings().stream().anyMatch(binding -> CLUSTER_ADMIN.equals(binding.roleRef()));
        return new PolicyFiles(
                usesClusterAdmin ? withClusterAdmin(policy) : written,
                OfflineDiscovery.with(manifests),
                ServerFeature.all(),
                true);
    }

    private static RbacPolicy withClusterAdmin(RbacPolicyBuilder policy) {
        return policy.add(new V1ClusterRole()
                        .metadata(new V1ObjectMeta().name(CLUSTER_ADMIN.name()))
                        .addRulesItem(new V1PolicyRule()
                                .addApiGroupsItem("*")
                                .addResourcesItem("*")
                                .addVerbsItem("*"))
                        .addRulesItem(
                                new V1PolicyRule().addNonResourceURLsItem("*").addVerbsItem("*")))
                .build();
    }

    /**
     * {@return the same policy, for a minor of Kubernetes}
     *
     * @param version the minor, or any of its patches
     * @throws IllegalArgumentException if this release does not know the minor; the message lists those that it knows
     */
    public PolicyFiles on(KubernetesVersion version) {
        return new PolicyFiles(
                policy,
                resources,
                ServerFeature.of(KnownVersions.read().requireMinor(version).toString()),
                isChecked);
    }

    /**
     * {@return the same policy, which also answers about verbs and resources that neither Kubernetes has nor a
     * CustomResourceDefinition in the files, as those of an aggregated API. Typos then go unnoticed}
     */
    public PolicyFiles unchecked() {
        return new PolicyFiles(policy, resources, features, false);
    }

    /**
     * {@return what is wrong with the policy}
     *
     * @param least the escalation paths that count: those at least this certain
     * @param accepted the risky permissions and escalation paths that the policy may have
     */
    public PolicyFindings findings(Certainty least, AcceptedRisks accepted) {
        return PolicyFindings.of(policy, features, least, accepted);
    }

    /**
     * {@return whether a subject may do something, and by which rule}
     *
     * @param question a subject, a verb, and a resource or a path, for example {@code user:jane get pods -n dev} or {@code
     *     ci/deployer get /healthz}
     * @throws IllegalArgumentException if it is not such a question
     * @throws AccessQueryException if no API server is asked that, as after a typo
     */
    public Answer can(String question) {
        return answers().can(question);
    }

    /**
     * {@return which subjects of the bindings may do something, and by which rules}
     *
     * @param question a verb, and a resource or a path, for example {@code list secrets -n dev}
     * @throws IllegalArgumentException if it is not such a question
     * @throws AccessQueryException if no API server is asked that, as after a typo
     */
    public Answer whoCan(String question) {
        return answers().whoCan(question);
    }

    private PolicyAnswers answers() {
        return new PolicyAnswers(policy, isChecked ? new QueryCheck(resources, features) : null);
    }

    /**
     * {@return what a later policy grants more, in lines with {@code +}, and less, in lines with {@code -}; empty if both
     * grant the same by the same bindings}
     *
     * @param later the later policy
     */
    public List<String> changesTo(PolicyFiles later) {
        return new DifferenceText(PolicyDifference.between(policy, later.policy)).lines();
    }
}
