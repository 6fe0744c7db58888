// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.kubeuser.analysis.internal.SmallestRoles;
import dev.kubeuser.apply.ApplyOptions;
import dev.kubeuser.base.ConfigurationException;
import dev.kubeuser.base.internal.PrivateFiles;
import dev.kubeuser.credential.ServiceAccountSpec;
import dev.kubeuser.manifest.Installation;
import dev.kubeuser.manifest.ManifestObject;
import dev.kubeuser.manifest.Manifests;
import dev.kubeuser.rbac.RbacPolicy;
import dev.kubeuser.rbac.Subject;
import dev.kubeuser.rbac.UserInfo;
import dev.kubeuser.rbac.escalation.EscalationFinding;
import dev.kubeuser.record.internal.PolicyState;
import dev.kubeuser.record.internal.RecordedDecision;
import dev.kubeuser.run.KubeSession;
import dev.kubeuser.run.KubeSessionBuilder;
import dev.kubeuser.statement.EffectivePolicy;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/**
 * Finds out what a deployer needs: it deploys with everything allowed, and then with what that needed.
 *
 * @param who the account that deploys
 * @param steps what it does
 * @param kubernetes the version of the cluster; {@code null} for the newest
 * @param home the directory for what is recorded
 * @param command the command that asks
 */
record DeployerTrial(
        ServiceAccountSpec who,
        DeployerSteps steps,
        @Nullable String kubernetes,
        Path home,
        CommandSpec command) {

    private static final String EVERYTHING = """
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata: {name: kubeuser-everything}
            rules:
            - {apiGroups: ["*"], resources: ["*"], verbs: ["*"]}
            - {nonResourceURLs: ["*"], verbs: ["*"]}
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRoleBinding
            metadata: {name: kubeuser-everything}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: kubeuser-everything}
            subjects: [{kind: ServiceAccount, name: "%s", namespace: "%s"}]
            """;

    /**
     * {@return what is missing and what suffices}
     *
     * @param today the roles and bindings that the account has; {@code null} for none
     * @throws ConfigurationException if a step fails for an account that may do everything
     */
    DeployerAnswer answer(@Nullable Manifests today, Consumer<String> progress) throws IOException {
        progress.accept("deploys as an account that may do everything, with " + new Program(steps.program()) + " "
                + steps.version());
        Path record = PrivateFiles.createDirectory(home, "record-");
        Map<String, DeployerSteps.Ended> ended =
                deploy(Manifests.parse("everything", EVERYTHING.formatted(who.name(), who.namespace())), record);
        requirePassed(ended);
        Map<DeployerNeed, Set<String>> needs = needs(record);
        String yaml = role(needs.keySet());
        Manifests role = Manifests.parse("deployer-role.yaml", yaml);
        progress.accept("deploys again, with the smallest role alone");
        Map<String, DeployerSteps.Ended> again = deploy(role, PrivateFiles.createDirectory(home, "smallest-"));
        Map<String, DeployerSteps.Ended> now = Map.of();
        if (today != null) {
            progress.accept("deploys again, with the policy");
            now = deploy(today, PrivateFiles.createDirectory(home, "policy-"));
        }
        return new DeployerAnswer(
                who,
                needs,
                today == null ? RbacPolicy.of(List.of()) : today.rbacPolicy(),
                now,
                yaml,
                again,
                becomes(role));
    }

    private static void requirePassed(Map<String, DeployerSteps.Ended> ended) {
        ended.forEach((step, how) -> {
            if (!how.isPassed()) {
                throw new ConfigurationException(
                        "the step \"" + step + "\" fails even for an account that may do everything: " + how.reason(),
                        null);
            }
        });
    }

    /** Runs the steps on a cluster of their own, up to the first that fails. */
    private Map<String, DeployerSteps.Ended> deploy(Manifests policy, Path record) throws IOException {
        Map<String, DeployerSteps.Ended> ended = new LinkedHashMap<>();
        KubeSessionBuilder builder = KubeSession.builder()
                .report(record)
                .setting("kubeuser.cluster", "embedded")
                .setting("kubeuser.simulated-workloads", "true");
        if (kubernetes != null) {
            builder.setting("kubeuser.kubernetes.version", kubernetes);
        }
        try (KubeSession session = builder.start()) {
            Manifests namespace = Manifests.parse(
                    "namespace", "{apiVersion: v1, kind: Namespace, metadata: {name: \"" + steps.namespace() + "\"}}");
            ApplyOptions options = ApplyOptions.defaults().withCreateNamespaces(true);
            if (!Set.of("default", "kube-system", "kube-public", who.namespace())
                    .contains(steps.namespace())) {
                session.apply(namespace, options);
            }
            session.apply(policy, options.withNamespace(who.namespace()));
            Path kubeconfig = session.serviceAccount(who)
                    .inNamespace(steps.namespace())
                    .kubeconfig()
                    .file();
            for (String step : steps.commands().keySet()) {
                try {
                    session.<IOException>test(step, () -> {
                        ended.put(step, steps.run(step, kubeconfig));
                    });
                } catch (AssertionError denied) {
                    // A denial is an answer here, and how the step ended is known.
                }
                DeployerSteps.Ended how = ended.get(step);
                if (how == null || !how.isPassed()) {
                    break;
                }
            }
        }
        return ended;
    }

    /** Returns what requests needed besides what everybody may do, with the steps that sent them. */
    private Map<DeployerNeed, Set<String>> needs(Path record) throws IOException {
        BuildProof proof = BuildProof.ofRun(record, new ThresholdOptions().settings(command))
                .orElseThrow(
                        () -> new ConfigurationException("no request of " + who.subject() + " was recorded", null));
        UserInfo user = UserInfo.serviceAccount(who.namespace(), who.name());
        List<ManifestObject> objects = source();
        Map<DeployerNeed, Set<String>> needs = new LinkedHashMap<>();
        for (PolicyState state : proof.evidence().runRecord().states()) {
            RbacPolicy policy = state.policy();
            for (RecordedDecision decision : state.decisions()) {
                boolean isNeeded = decision.allowed()
                        && decision.user().name().equals(user.name())
                        && decision.test() != null
                        && policy.decide(decision.user(), decision.request()).grants().stream()
                                .noneMatch(grant -> grant.binding().isBootstrap());
                if (isNeeded) {
                    String step = decision.test() == null ? "" : decision.test().name();
                    needs.computeIfAbsent(
                                    DeployerNeed.of(decision, objects, steps.chart() != null),
                                    unused -> new LinkedHashSet<>())
                            .add(step);
                }
            }
        }
        return needs;
    }

    private List<ManifestObject> source() {
        return steps.objects() != null
                ? steps.objects().objects()
                : Manifests.load(
                                Map.of(),
                                List.of("helm:"
                                        + Objects.requireNonNull(steps.chart()).chart()),
                                new Installation(steps.namespace(), unused -> steps.chart(), null),
                                steps.namespace())
                        .objects();
    }

    private String role(Set<DeployerNeed> needs) {
        Subject subject = UserInfo.serviceAccount(who.namespace(), who.name()).subject();
        return new SmallestRoles(
                        subject.toString(),
                        RecordedDecision.Source.REQUEST,
                        SmallestRoles.objects(
                                subject,
                                needs.stream().map(DeployerNeed::request).toList()),
                        List.of(),
                        List.of(),
                        needs.stream()
                                .filter(DeployerNeed::isDoor)
                                .map(DeployerNeed::request)
                                .toList(),
                        List.of())
                .yaml();
    }

    /** Searches the role together with what was deployed, which the account may use. */
    private List<EscalationFinding> becomes(Manifests role) {
        List<JsonObject> all = Stream.of(role.objects(), source())
                .flatMap(List::stream)
                .map(ManifestObject::json)
                .toList();
        JsonArray items = new JsonArray();
        all.forEach(items::add);
        JsonObject list = new JsonObject();
        list.addProperty("apiVersion", "v1");
        list.addProperty("kind", "List");
        list.add("items", items);
        EffectivePolicy policy = EffectivePolicy.of(Manifests.parse("deployed", list.toString()));
        return new ArrayList<>(policy.escalation()
                .toClusterAdmin(List.of(
                        UserInfo.serviceAccount(who.namespace(), who.name()).subject())));
    }
}
