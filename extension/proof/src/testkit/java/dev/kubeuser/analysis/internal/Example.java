// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.analysis.internal;

import dev.kubeuser.manifest.Manifests;
import dev.kubeuser.query.internal.ServedResource;
import dev.kubeuser.rbac.RbacPolicy;
import dev.kubeuser.rbac.RbacPolicyBuilder;
import dev.kubeuser.rbac.UserInfo;
import dev.kubeuser.record.internal.PolicyObject;
import dev.kubeuser.record.internal.PolicyState;
import dev.kubeuser.record.internal.PolicyState.RecordedStatement;
import dev.kubeuser.record.internal.RecordedDecision;
import dev.kubeuser.record.internal.RunRecord;
import dev.kubeuser.record.internal.RunRecord.RunPlace;
import dev.kubeuser.request.RequestAttributes;
import dev.kubeuser.request.ResourceAttributes;
import dev.kubeuser.request.ResourceName;
import dev.kubeuser.run.TestCase;
import dev.kubeuser.run.internal.OwnNamespaces;
import dev.kubeuser.statement.internal.DefaultGrants;
import dev.kubeuser.statement.internal.Statement;
import dev.kubeuser.testkit.Policy;
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
        return runRecord(List.of(states), SERVED, new OwnNamespaces(own), Set.of());
    }

    /** The record of a cluster of which nothing is known but its policy. */
    public static RunRecord unserved(Map<String, String> own, Set<RunPlace> places, PolicyState state) {
        return runRecord(List.of(state), List.of(), new OwnNamespaces(own), places);
    }

    private static RunRecord runRecord(
            List<PolicyState> states, List<ServedResource> served, OwnNamespaces own, Set<RunPlace> places) {
        return new RunRecord(states, served, RunRecord.RequestCounts.NONE, List.of(), own, List.of(), places);
    }

    public static RecordedDecision asked(String test, UserInfo user, RequestAttributes question, boolean allowed) {
        return new RecordedDecision(
                new TestCase(test, test), RecordedDecision.Source.ASSERTION, user, question, allowed, allowed, false);
    }

    public static RecordedDecision sent(UserInfo user, RequestAttributes request, boolean allowed) {
        return new RecordedDecision(null, RecordedDecision.Source.REQUEST, user, request, allowed, allowed, false);
    }

    public static List<PolicyObject> objects(String file, String policy, String namespace) {
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

    public RunAnalysis analysis() {
        return RunAnalysis.of(runRecord());
    }

    public RunRecord runRecord() {
        PolicyState state =
                new PolicyState(rest(), objects("policy.yaml", policy, "dev"), decisions, List.of(), statements);
        return runRecord(List.of(state), SERVED, own, Set.of());
    }

    /** The default roles, as far as they can do something with what is served here. */
    private static RbacPolicyBuilder rest() {
        RbacPolicyBuilder rest = RbacPolicy.builder();
        new Policy()
                .clusterRole("view", "get,list pods")
                .clusterRole("edit", "get,list,create,delete pods")
                .clusterRole("admin", "get,list,create,delete pods,secrets")
                .clusterRole("cluster-admin", "* *")
                .role("dev/leaders", "get secrets")
                .manifests()
                .objects()
                .forEach(object -> rest.add(object.json()));
        return rest;
    }
}
