// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.analysis.internal;

import dev.kubeuser.manifest.Manifests;
import dev.kubeuser.query.internal.KnownVerbs;
import dev.kubeuser.query.internal.ServedResource;
import dev.kubeuser.rbac.RbacPolicy;
import dev.kubeuser.rbac.RbacPolicyBuilder;
import dev.kubeuser.rbac.ServerFeature;
import dev.kubeuser.rbac.UserInfo;
import dev.kubeuser.record.internal.PolicyObject;
import dev.kubeuser.record.internal.PolicyState;
import dev.kubeuser.record.internal.RecordedDecision;
import dev.kubeuser.record.internal.RunRecord;
import dev.kubeuser.request.NonResourceAttributes;
import dev.kubeuser.request.RequestAttributes;
import dev.kubeuser.request.ResourceAttributes;
import dev.kubeuser.request.ResourceName;
import dev.kubeuser.run.TestCase;
import dev.kubeuser.run.internal.OwnNamespaces;
import dev.kubeuser.testkit.Choice;
import dev.kubeuser.testkit.Policy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A random run record: several states of a policy under test in few namespaces, roles of an administrator beside it,
 * and decisions of all kinds. Few words are used, so that much overlaps.
 */
record RandomRecord(Choice choice) {

    private static final List<String> NAMESPACES = List.of("dev", "ops", "default", "own-1", "own-2");
    private static final List<String> VERBS = List.of("get", "list", "create", "delete", "deletecollection", "bind");
    private static final List<String> GROUPS = List.of("", "apps", "rbac.authorization.k8s.io", "example.com");
    private static final List<String> RESOURCES =
            List.of("pods", "pods/log", "secrets", "namespaces", "deployments", "clusterroles", "things", "*/scale");
    private static final List<String> NAMES = List.of("db", "web", "dev", "own-1");
    private static final List<String> URLS = List.of("/metrics", "/logs/*", "*", "/healthz");
    private static final List<String> BUILT_IN = List.of("view", "edit", "admin", "cluster-admin");

    /** Only a RoleBinding may name it. */
    private static final String OF_NO_NAMESPACE = "{kind: ServiceAccount, name: robot}";

    private static final List<String> SUBJECTS = List.of(
            "{kind: User, name: alice}",
            "{kind: User, name: bob}",
            "{kind: User, name: somebody}",
            "{kind: User, name: 'system:anonymous'}",
            "{kind: Group, name: developers}",
            "{kind: Group, name: 'system:authenticated'}",
            "{kind: Group, name: 'system:unauthenticated'}",
            "{kind: Group, name: 'system:masters'}",
            "{kind: Group, name: 'system:serviceaccounts:dev'}",
            OF_NO_NAMESPACE,
            "{kind: ServiceAccount, name: robot, namespace: dev}");
    private static final List<String> EVERYWHERE = SUBJECTS.stream()
            .filter(subject -> !subject.equals(OF_NO_NAMESPACE))
            .toList();
    private static final List<UserInfo> USERS = List.of(
            UserInfo.user("alice"),
            UserInfo.user("alice", "developers"),
            UserInfo.user("bob"),
            UserInfo.user("carol", "developers"),
            UserInfo.user("root", "system:masters"),
            UserInfo.anonymous(),
            UserInfo.serviceAccount("dev", "robot"),
            UserInfo.serviceAccount("own-1", "robot"));
    private static final List<ServedResource> SERVED = Stream.concat(
                    discovered(),
                    KnownVerbs.of(ServerFeature.all()).stream().filter(used -> !used.isOfAnySubresource()))
            .toList();

    private static Stream<ServedResource> discovered() {
        return Stream.of(
                served("pods", ServedResource.Scope.NAMESPACED, "get", "list", "create", "delete", "deletecollection"),
                served("pods/log", ServedResource.Scope.NAMESPACED, "get"),
                served("secrets", ServedResource.Scope.NAMESPACED, "get", "list", "delete"),
                served("namespaces", ServedResource.Scope.CLUSTER, "get", "list", "create", "delete"),
                served("namespaces/status", ServedResource.Scope.CLUSTER, "get"),
                served("deployments.apps", ServedResource.Scope.NAMESPACED, "get", "list", "create"),
                served("deployments.apps/scale", ServedResource.Scope.NAMESPACED, "get", "update"),
                served(
                        "clusterroles.rbac.authorization.k8s.io",
                        ServedResource.Scope.CLUSTER,
                        "get",
                        "list",
                        "create"));
    }

    private static ServedResource served(String resource, ServedResource.Scope scope, String... verbs) {
        return new ServedResource(ResourceName.parse(resource), scope, Set.of(verbs));
    }

    RunRecord record() {
        RbacPolicyBuilder rest = RbacPolicy.builder();
        Manifests.parse("rest.yaml", builtIn() + objects(choice.random().nextInt(4), "rest-")).objects().stream()
                .flatMap(object -> PolicyObject.of(object, "dev").stream())
                .forEach(object -> rest.add(object.object()));
        Manifests policy =
                Manifests.parse("policy.yaml", objects(3 + choice.random().nextInt(6), ""));
        Manifests more =
                Manifests.parse("more.yaml", objects(1 + choice.random().nextInt(2), ""));
        List<PolicyState> states = new ArrayList<>();
        for (int number = 0; number <= choice.random().nextInt(4); number++) {
            List<PolicyObject> objects = Stream.concat(
                            choice.some(2, List.of("dev", "own-1", "own-2")).stream()
                                    .flatMap(namespace -> in(namespace, policy)),
                            choice.oneIn(3) ? in("dev", more) : Stream.of())
                    .toList();
            if (choice.oneIn(2)) {
                objects.forEach(object -> rest.add(object.object()));
            }
            RbacPolicy answers = new PolicyState(rest, objects, List.of()).policy();
            states.add(new PolicyState(
                    rest,
                    objects,
                    IntStream.range(0, choice.random().nextInt(60))
                            .mapToObj(unused -> decision(answers))
                            .toList()));
        }
        return new RunRecord(
                states,
                SERVED,
                RunRecord.RequestCounts.NONE,
                List.of(),
                new OwnNamespaces(choice.oneIn(3) ? Map.of() : Map.of("own-1", "", "own-2", "ops")),
                List.of(),
                Set.of());
    }

    private static Stream<PolicyObject> in(String namespace, Manifests manifests) {
        return manifests.objects().stream().flatMap(object -> PolicyObject.of(object, namespace).stream());
    }

    private RecordedDecision decision(RbacPolicy answers) {
        UserInfo user = choice.one(USERS);
        RequestAttributes request = choice.oneIn(8)
                ? new NonResourceAttributes("get", choice.one(List.of("/metrics", "/logs/a", "/healthz")))
                : resource();
        boolean allowed = answers.allows(user, request) != choice.oneIn(15);
        String test = "test-" + choice.random().nextInt(6);
        return new RecordedDecision(
                choice.oneIn(6) ? null : new TestCase(test, test),
                choice.one(List.of(RecordedDecision.Source.values())),
                user,
                request,
                allowed,
                allowed != choice.oneIn(10),
                choice.oneIn(10));
    }

    private ResourceAttributes resource() {
        String resource = choice.one(RESOURCES).replace("*", "deployments");
        return ResourceAttributes.of(choice.one(VERBS), choice.one(GROUPS), resource)
                .in(choice.oneIn(4) ? "" : choice.one(NAMESPACES))
                .named(choice.oneIn(2) ? "" : choice.one(NAMES));
    }

    private String objects(int count, String prefix) {
        List<String> objects = new ArrayList<>();
        for (int number = 0; number < count; number++) {
            String name = prefix + "o" + number;
            objects.add(choice.oneIn(2) ? role(name) : binding(name, prefix));
        }
        objects.add(binding(prefix + "last", prefix));
        return String.join("---\n", objects);
    }

    private String role(String name) {
        boolean isNamespaced = choice.oneIn(2);
        String labels = choice.oneIn(3) ? ", labels: {to: " + choice.one(List.of("view", "edit", "sum")) + "}" : "";
        String aggregation = isNamespaced || !choice.oneIn(5)
                ? ""
                : "aggregationRule: {clusterRoleSelectors: [" + selector() + "]}\n";
        return head(isNamespaced ? "Role" : "ClusterRole", name, labels, isNamespaced) + aggregation + "rules:\n"
                + choice.times(1 + choice.random().nextInt(3), () -> rule(isNamespaced))
                        .collect(Collectors.joining());
    }

    private String selector() {
        return choice.one(List.of(
                "{matchLabels: {to: sum}}",
                "{matchLabels: {to: view}}",
                "{matchExpressions: [{key: to, operator: DoesNotExist}]}"));
    }

    private String head(String kind, String name, String labels, boolean isNamespaced) {
        String namespace = isNamespaced && choice.oneIn(2) ? ", namespace: " + choice.one(NAMESPACES) : "";
        return "apiVersion: rbac.authorization.k8s.io/v1\nkind: %s\nmetadata: {name: %s%s%s}\n"
                .formatted(kind, name, namespace, labels);
    }

    private String rule(boolean isNamespaced) {
        if (!isNamespaced && choice.oneIn(3)) {
            return "- {nonResourceURLs: %s, verbs: [get]}\n".formatted(quoted(choice.some(2, URLS)));
        }
        String names = choice.oneIn(3) ? ", resourceNames: " + quoted(choice.some(2, NAMES)) : "";
        return "- {apiGroups: %s, resources: %s, verbs: %s%s}\n"
                .formatted(
                        quoted(choice.oneIn(6) ? List.of("*") : choice.some(2, GROUPS)),
                        quoted(choice.oneIn(6) ? List.of("*") : choice.some(3, RESOURCES)),
                        quoted(choice.oneIn(6) ? List.of("*") : choice.some(3, VERBS)),
                        names);
    }

    private static String quoted(List<String> words) {
        return words.stream().map(word -> "'" + word + "'").collect(Collectors.joining(", ", "[", "]"));
    }

    private String binding(String name, String prefix) {
        boolean isNamespaced = !choice.oneIn(3);
        String role = choice.oneIn(4)
                ? choice.one(BUILT_IN)
                : prefix + "o" + choice.random().nextInt(6);
        String kind = isNamespaced && !BUILT_IN.contains(role) && choice.oneIn(2) ? "Role" : "ClusterRole";
        return head(isNamespaced ? "RoleBinding" : "ClusterRoleBinding", name, "", isNamespaced)
                + "roleRef: {apiGroup: rbac.authorization.k8s.io, kind: %s, name: %s}\nsubjects: [%s]\n"
                        .formatted(kind, role, String.join(", ", choice.some(4, isNamespaced ? SUBJECTS : EVERYWHERE)));
    }

    /** The default roles, of which the middle two take what is labelled so. */
    private static String builtIn() {
        return new Policy()
                .labels("to: edit")
                .aggregate("view", "to: view", "get,list pods")
                .aggregate("edit", "to: edit", "get,list,create,delete pods")
                .clusterRole("admin", "get,list,create,delete pods,secrets")
                .clusterRole("cluster-admin", "* *.*", "{nonResourceURLs: ['*'], verbs: ['*']}")
                .yaml();
    }
}
