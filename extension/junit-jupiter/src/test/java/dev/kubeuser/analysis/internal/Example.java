// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.analysis.internal;

import com.google.gson.JsonObject;
import dev.kubeuser.manifest.Manifests;
import dev.kubeuser.query.internal.ServedResource;
import dev.kubeuser.rbac.ClientObjects;
import dev.kubeuser.rbac.RbacPolicy;
import dev.kubeuser.rbac.RbacPolicyBuilder;
import dev.kubeuser.rbac.UserInfo;
import dev.kubeuser.record.internal.PolicyObject;
import dev.kubeuser.record.internal.PolicyState;
import dev.kubeuser.record.internal.PolicyState.RecordedStatement;
import dev.kubeuser.record.internal.RecordedDecision;
import dev.kubeuser.record.internal.RunRecord;
import dev.kubeuser.request.RequestAttributes;
import dev.kubeuser.request.ResourceAttributes;
import dev.kubeuser.request.ResourceName;
import dev.kubeuser.run.TestCase;
import dev.kubeuser.run.internal.OwnNamespaces;
import dev.kubeuser.statement.internal.DefaultGrants;
import dev.kubeuser.statement.internal.Statement;
import io.kubernetes.client.openapi.models.V1ClusterRole;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.openapi.models.V1PolicyRule;
import io.kubernetes.client.openapi.models.V1Role;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A policy so small that its numbers can be found by hand, on a cluster that serves three resources. */
public final class Example {

    public static final String POLICY = """
            apiVersion: rbac.authorization.k8s.io/v1
            kind: Role
            metadata: {name: readers, namespace: dev}
            rules:
            - apiGroups: [""]
              resources: [pods]
              verbs: [get, list]
            - apiGroups: [""]
              resources: [secrets]
              resourceNames: [db]
              verbs: [get]
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: RoleBinding
            metadata: {name: readers, namespace: dev}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: readers}
            subjects:
            - {apiGroup: rbac.authorization.k8s.io, kind: Group, name: developers}
            - {apiGroup: rbac.authorization.k8s.io, kind: User, name: bob}
            """;

    public static final UserInfo ALICE = UserInfo.user("alice", "developers");

    private static final List<ServedResource> SERVED = List.of(
            served("pods", true, "get", "list", "create", "delete"),
            served("secrets", true, "get", "list", "delete"),
            served("nodes", false, "get", "list"));

    private final String policy;
    private final List<RecordedDecision> decisions = new ArrayList<>();
    private final List<RecordedStatement> statements = new ArrayList<>();
    private OwnNamespaces own = OwnNamespaces.none();

    public Example(String policy) {
        this.policy = policy;
    }

    /** A policy that was in force in a namespace, from a file of its own. */
    public static PolicyState state(String file, String policy, String namespace, RecordedDecision... decisions) {
        return new PolicyState(rest(), objects(file, policy, namespace), List.of(decisions));
    }

    /** Several policies, in force one after another. */
    public static RunRecord runRecord(PolicyState... states) {
        return runRecord(Map.of(), states);
    }

    /** The same with namespaces that were made for tests, by their name and what they are called. */
    public static RunRecord runRecord(Map<String, String> own, PolicyState... states) {
        return new RunRecord(
                List.of(states),
                SERVED,
                RunRecord.RequestCounts.NONE,
                List.of(),
                new OwnNamespaces(own),
                List.of(),
                Set.of());
    }

    public static RecordedDecision asked(String test, UserInfo user, RequestAttributes question, boolean allowed) {
        return new RecordedDecision(
                new TestCase(test, test), RecordedDecision.Source.ASSERTION, user, question, allowed, allowed, false);
    }

    public static RecordedDecision sent(UserInfo user, RequestAttributes request, boolean allowed) {
        return new RecordedDecision(null, RecordedDecision.Source.REQUEST, user, request, allowed, allowed, false);
    }

    private static List<PolicyObject> objects(String file, String policy, String namespace) {
        return Manifests.parse(file, policy).objects().stream()
                .flatMap(object -> PolicyObject.of(object, namespace).stream())
                .toList();
    }

    private static ServedResource served(String resource, boolean isNamespaced, String... verbs) {
        return new ServedResource(
                ResourceName.parse(resource),
                isNamespaced ? ServedResource.Scope.NAMESPACED : ServedResource.Scope.CLUSTER,
                Set.of(verbs));
    }

    public static ResourceAttributes question(String verb, String resource) {
        return ResourceAttributes.of(verb, "", resource).in("dev");
    }

    public Example inOwnNamespace(String declared) {
        own = new OwnNamespaces(Map.of("dev", declared));
        return this;
    }

    public Example asserted(String test, UserInfo user, RequestAttributes question, boolean allowed) {
        decisions.add(asked(test, user, question, allowed));
        return this;
    }

    public Example stated(String test, Statement statement) {
        statements.add(new RecordedStatement(statement, DefaultGrants.of("1.37"), List.of(new TestCase(test, test))));
        return this;
    }

    public Example requested(UserInfo user, RequestAttributes request, boolean allowed) {
        decisions.add(sent(user, request, allowed));
        return this;
    }

    public Example inferred(UserInfo user, RequestAttributes request) {
        decisions.add(new RecordedDecision(null, RecordedDecision.Source.REQUEST, user, request, true, true, true));
        return this;
    }

    public Example failed(UserInfo user, RequestAttributes question, boolean allowed) {
        decisions.add(new RecordedDecision(
                null, RecordedDecision.Source.ASSERTION, user, question, allowed, !allowed, false));
        return this;
    }

    public RunAnalysis analysis() {
        return RunAnalysis.of(runRecord());
    }

    public RunRecord runRecord() {
        PolicyState state =
                new PolicyState(rest(), objects("policy.yaml", policy, "dev"), decisions, List.of(), statements);
        return new RunRecord(List.of(state), SERVED, RunRecord.RequestCounts.NONE, List.of(), own, List.of(), Set.of());
    }

    /** The default roles, as far as they can do something with what is served here. */
    private static RbacPolicyBuilder rest() {
        return RbacPolicy.builder()
                .add(clusterRole("view", List.of("get", "list"), "pods"))
                .add(clusterRole("edit", List.of("get", "list", "create", "delete"), "pods"))
                .add(clusterRole("admin", List.of("get", "list", "create", "delete"), "pods", "secrets"))
                .add(clusterRole("cluster-admin", List.of("*"), "*"))
                .add(ClientObjects.json(new V1Role()
                        .metadata(new V1ObjectMeta().name("leaders").namespace("dev"))
                        .rules(List.of(rule(List.of("get"), "secrets")))));
    }

    private static JsonObject clusterRole(String name, List<String> verbs, String... resources) {
        return ClientObjects.json(
                new V1ClusterRole().metadata(new V1ObjectMeta().name(name)).rules(List.of(rule(verbs, resources))));
    }

    private static V1PolicyRule rule(List<String> verbs, String... resources) {
        return new V1PolicyRule()
                .apiGroups(List.of(""))
                .resources(List.of(resources))
                .verbs(verbs);
    }
}
