package dev.kubeuser.tool;

import dev.kubeuser.base.internal.JsonParts;
import dev.kubeuser.coverage.internal.PolicyFinding;
import dev.kubeuser.coverage.internal.Topics;
import dev.kubeuser.discovery.internal.Discovery;
import dev.kubeuser.discovery.internal.OfflineDiscovery;
import dev.kubeuser.manifest.ManifestObject;
import dev.kubeuser.manifest.Manifests;
import dev.kubeuser.manifest.internal.DefaultPolicy;
import dev.kubeuser.manifest.internal.RbacManifest;
import dev.kubeuser.query.AccessQueryException;
import dev.kubeuser.query.internal.QueryCheck;
import dev.kubeuser.rbac.RbacPolicyBuilder;
import dev.kubeuser.rbac.ServerFeature;
import dev.kubeuser.rbac.escalation.AcceptedRisks;
import dev.kubeuser.rbac.escalation.Certainty;
import dev.kubeuser.rbac.escalation.HostPods;
import dev.kubeuser.statement.EffectivePolicy;
import dev.kubeuser.version.KubernetesVersion;
import dev.kubeuser.version.internal.KnownVersions;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;

/**
 * A policy in files, which is looked through, compared and asked without a cluster. It is in force together with the
 * default roles and bindings of a minor of Kubernetes: the newest, unless {@link #on} says otherwise. Immutable and
 * thread-safe.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class PolicyFiles {

    private final Manifests manifests;
    private final RbacPolicyBuilder written;
    private final Discovery resources;
    private final String minor;
    private final boolean isChecked;
    private final HostPods hostPods;
    private @Nullable AssumedPolicy policy;

    private PolicyFiles(Manifests manifests, String minor, boolean isChecked, HostPods hostPods) {
        this.manifests = manifests;
        this.written = RbacManifest.policy(manifests.objects());
        this.resources = OfflineDiscovery.with(manifests);
        this.minor = minor;
        this.isChecked = isChecked;
        this.hostPods = hostPods;
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
     * {@return the policy of manifests}
     *
     * @param manifests with roles and bindings, and with CustomResourceDefinitions and Namespaces
     */
    public static PolicyFiles of(Manifests manifests) {
        return new PolicyFiles(
                manifests,
                KnownVersions.read().standard().withoutPatch().toString(),
                true,
                HostPods.refusedEverywhere());
    }

    private Set<String> guarded() {
        return manifests.objects().stream()
                .filter(PolicyFiles::isGuarded)
                .map(ManifestObject::name)
                .collect(Collectors.toSet());
    }

    private static boolean isGuarded(ManifestObject object) {
        return object.kind().equals("Namespace")
                && object.group().isEmpty()
                && Set.of("baseline", "restricted")
                        .contains(JsonParts.text(
                                JsonParts.object(JsonParts.object(object.json(), "metadata"), "labels"),
                                "pod-security.kubernetes.io/enforce"));
    }

    /** Made when it is first needed: a large policy takes seconds. */
    private synchronized AssumedPolicy policy() {
        AssumedPolicy made = policy;
        if (made == null) {
            made = new AssumedPolicy(
                    written.build(), DefaultPolicy.of(minor).addAll(written).build(), ServerFeature.of(minor));
            policy = made;
        }
        return made;
    }

    /**
     * {@return the same policy, for a minor of Kubernetes}
     *
     * @param version the minor, or any of its patches
     * @throws IllegalArgumentException if this release does not know the minor; the message lists those that it knows
     */
    public PolicyFiles on(KubernetesVersion version) {
        return new PolicyFiles(
                manifests, KnownVersions.read().requireMinor(version).toString(), isChecked, hostPods);
    }

    /**
     * {@return the same policy, which also answers about verbs and resources that neither Kubernetes has nor a
     * CustomResourceDefinition in the files, as those of an aggregated API. Typos then go unnoticed}
     */
    public PolicyFiles unchecked() {
        return new PolicyFiles(manifests, minor, false, hostPods);
    }

    /**
     * {@return the same policy, in a cluster that admits pods with access to their node wherever no Namespace in the files
     * has a label of Pod Security, for baseline or restricted, against them. Otherwise all are taken for refused}
     */
    public PolicyFiles admittingHostPods() {
        return new PolicyFiles(manifests, minor, isChecked, HostPods.admittedOutside(guarded()));
    }

    /**
     * {@return what is wrong with the policy}
     *
     * @param least the escalation paths that count: those at least this certain
     * @param accepted the risky permissions and escalation paths that the policy may have
     */
    public PolicyFindings findings(Certainty least, AcceptedRisks accepted) {
        QueryCheck check = new QueryCheck(resources, policy().features());
        return PolicyFindings.of(
                policy(),
                hostPods,
                least,
                accepted,
                isChecked ? PolicyFinding.ofFiles(policy().written(), new Topics(check.served(), check)) : List.of());
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
        return new PolicyAnswers(
                policy(),
                EffectivePolicy.of(manifests, KubernetesVersion.parse(minor)),
                isChecked ? new QueryCheck(resources, policy().features()) : null);
    }
}
