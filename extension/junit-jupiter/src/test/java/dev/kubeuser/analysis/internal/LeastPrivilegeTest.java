// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.analysis.internal;

import static dev.kubeuser.analysis.internal.Example.ALICE;
import static dev.kubeuser.analysis.internal.Example.question;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import dev.kubeuser.KubeAdmin;
import dev.kubeuser.KubeUser;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.analysis.internal.Coverage.PermissionCoverage;
import dev.kubeuser.apply.AppliedManifests;
import dev.kubeuser.assertion.KubeAssertions;
import dev.kubeuser.manifest.ManifestObject;
import dev.kubeuser.manifest.Manifests;
import dev.kubeuser.query.AccessQuery;
import dev.kubeuser.rbac.UserInfo;
import dev.kubeuser.record.internal.RecordedDecision;
import dev.kubeuser.request.NonResourceAttributes;
import dev.kubeuser.request.ResourceAttributes;
import dev.kubeuser.testkit.Policy;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The smallest roles that are enough, and what a policy grants beyond them. */
class LeastPrivilegeTest {

    private static final String WIDE = new Policy()
            .clusterRole("wide", "get,list,create,delete *", "* deployments.apps", "get /metrics")
            .to("user least")
            .yaml();

    private static final UserInfo LEAST = UserInfo.user("least");

    private static SmallestRoles needs(Example example) {
        return example.analysis().leastPrivilege().needs().get(0);
    }

    private static ResourceAttributes inDefault(String verb, String group, String resource) {
        return ResourceAttributes.of(verb, group, resource).in("default");
    }

    private static Example requests() {
        return new Example(WIDE)
                .requested(LEAST, inDefault("list", "", "pods"), true)
                .requested(LEAST, inDefault("list", "", "services"), true)
                .requested(LEAST, inDefault("get", "", "secrets").named("a"), true)
                .requested(LEAST, inDefault("get", "", "secrets").named("b"), true)
                .requested(LEAST, inDefault("create", "apps", "deployments"), true)
                .requested(LEAST, inDefault("patch", "apps", "deployments"), true)
                .requested(LEAST, ResourceAttributes.of("list", "", "nodes"), true)
                .requested(LEAST, ResourceAttributes.of("get", "", "nodes"), true)
                .requested(LEAST, new NonResourceAttributes("get", "/metrics"), true)
                .requested(LEAST, ResourceAttributes.of("list", "apps", "daemonsets"), false);
    }

    /** What is granted beyond the needs. */
    private static List<String> excess(SmallestRoles needs) {
        return needs.excess().stream()
                .map(excess -> excess.permission().toString())
                .toList();
    }

    @Test
    void rules_are_few_and_exact() {
        assertThat(objects(Manifests.parse(
                        "least-privilege.yaml", needs(requests()).yaml())))
                .isEqualTo(objects(new Policy()
                        .clusterRole("least-privilege-least", "get /metrics", "get,list nodes")
                        .to("user least")
                        .role(
                                "default/least-privilege-least",
                                "list pods,services",
                                "get secrets",
                                "create,patch deployments.apps")
                        .to("user least")
                        .manifests()));
    }

    private static List<JsonObject> objects(Manifests manifests) {
        return manifests.objects().stream().map(ManifestObject::json).toList();
    }

    @Test
    void what_is_granted_beyond_is_named() {
        SmallestRoles needs = needs(new Example(Example.POLICY)
                .requested(ALICE, question("list", "pods"), true)
                .requested(ALICE, question("get", "secrets").named("db"), true));
        assertThat(needs.subject())
                .as("whom the policy names, not a user of tests")
                .isEqualTo("Group developers");
        assertThat(needs.excess()).singleElement().satisfies(excess -> {
            assertThat(excess.permission()).hasToString("get pods");
            assertThat(excess.isNeededInPart()).isFalse();
            assertThat(excess.rule().origin()).hasToString("policy.yaml:5");
        });
        assertThat(needs(requests()).excess())
                .filteredOn(SmallestRoles.Excess::isNeededInPart)
                .extracting(excess -> excess.permission().toString())
                .containsExactly("get *", "list *", "* deployments.apps");
    }

    /** Who hands out all verbs has to hold the * itself. */
    @Test
    void a_wildcard_that_has_to_be_held_is_no_excess() {
        SmallestRoles needs =
                needs(new Example(WIDE).inferred(LEAST, ResourceAttributes.of("*", "apps", "deployments")));
        assertThat(needs.yaml()).contains("- '*'");
        assertThat(needs.inferred()).extracting(Object::toString).containsExactly("* deployments.apps");
        assertThat(excess(needs)).doesNotContain("* deployments.apps");
    }

    @Test
    void what_an_assertion_found_to_be_allowed_is_needed_beside_what_requests_used() {
        Example asked = new Example(Example.POLICY)
                .asserted("gets", ALICE, question("get", "pods"), true)
                .asserted("does not create", ALICE, question("create", "pods"), false);
        assertThat(needs(asked).source()).isEqualTo(RecordedDecision.Source.ASSERTION);
        assertThat(needs(asked).yaml()).contains("- get").doesNotContain("list", "create");
        SmallestRoles requested = needs(asked.requested(ALICE, question("list", "pods"), true));
        assertThat(requested.source()).isEqualTo(RecordedDecision.Source.REQUEST);
        assertThat(requested.yaml())
                .contains("- list", "- get", "# Asked for in an access review, and not used: get pods in dev");
        assertThat(requested.asked()).extracting(Object::toString).containsExactly("get pods in dev");
    }

    @Test
    void what_is_allowed_in_all_namespaces_is_not_written_for_one() {
        Example everywhere = new Example(WIDE).requested(LEAST, ResourceAttributes.of("list", "", "pods"), true);
        assertThat(needs(everywhere.requested(LEAST, inDefault("list", "", "pods"), true))
                        .objects())
                .hasSize(2);
    }

    /** They have another name in the next run, when the roles are applied. */
    @Test
    void namespaces_that_were_made_for_tests_are_placeholders() {
        String policy = Example.POLICY + "- {kind: ServiceAccount, name: robot, namespace: dev}\n";
        UserInfo robot = UserInfo.serviceAccount("dev", "robot");
        Example lasting =
                new Example(policy).requested(robot, question("get", "secrets").named("db"), true);
        String yaml = needs(lasting).yaml();
        assertThat(yaml).contains("namespace: dev\n").contains("name: least-privilege-serviceaccount:dev:robot\n");
        SmallestRoles needs = needs(lasting.inOwnNamespace("dev"));
        assertThat(needs.subject()).isEqualTo("ServiceAccount ${kubeuser.namespace.dev}/robot");
        assertThat(needs.yaml()).isEqualTo(yaml.replace("dev", "${kubeuser.namespace.dev}"));
    }

    /** An operator that may work everywhere does so in the namespaces of its tests. */
    @Test
    void namespaces_and_objects_that_only_tests_know_are_one_role() {
        String yaml = needs(new Example(WIDE)
                        .inOwnNamespace("web")
                        .requested(LEAST, question("create", "pods").named("first"), true)
                        .requested(LEAST, question("create", "pods").in("test-1"), true)
                        .requested(LEAST, question("get", "pods").named("it-2").in("test-2"), true))
                .yaml();

        assertThat(yaml)
                .containsOnlyOnce("kind: Role\nmetadata")
                .containsOnlyOnce("  - create\n  - get\n")
                .contains("  namespace: ${kubeuser.namespace}\n")
                .doesNotContain("test-", "it-2", "web", "dev", "resourceNames");
    }

    /** Tests have users of their own; what they need is needed of whom the policy names. */
    @Test
    void what_the_node_authorizer_allows_needs_no_role() {
        UserInfo node = UserInfo.user("system:node:worker", "system:nodes");
        Example example = new Example(new Policy()
                        .clusterRole("system:node", "get pods")
                        .role("dev/agent", "get pods,secrets")
                        .to("group system:nodes")
                        .yaml())
                .asserted("node", node, question("get", "pods"), true)
                .asserted("node", node, question("get", "secrets"), true);
        assertThat(needs(example).yaml()).contains("- secrets").doesNotContain("- pods");
        assertThat(example.analysis().coverage().permissions().filter(PermissionCoverage::isCovered))
                .extracting(covered -> covered.permission().toString())
                .containsExactly("get secrets");
    }

    @Test
    void subjects_are_those_of_the_policy() {
        List<SmallestRoles> needs = new Example(Example.POLICY)
                .requested(ALICE, question("list", "pods"), true)
                .requested(UserInfo.user("anna", "developers"), question("get", "pods"), true)
                .requested(UserInfo.user("bob"), question("get", "secrets").named("db"), true)
                .requested(UserInfo.user("tested"), question("delete", "pods"), true)
                .analysis()
                .leastPrivilege()
                .needs();

        assertThat(needs).extracting(SmallestRoles::subject).containsExactly("Group developers", "User bob");
        assertThat(needs.get(0).yaml())
                .containsOnlyOnce("  - get\n  - list\n")
                .contains("- apiGroup: rbac.authorization.k8s.io\n  kind: Group\n  name: developers\n");
        assertThat(needs)
                .extracting(SmallestRoles::yaml)
                .noneMatch(yaml -> yaml.matches("(?s).*(alice|anna|tested).*"));
        assertThat(excess(needs.get(0))).containsExactly("get secrets \"db\"");
    }

    @Test
    void subjects_of_different_kinds_have_different_roles() {
        assertThat(Stream.of(
                                UserInfo.user("serviceaccount:ci:x"),
                                UserInfo.serviceAccount("ci", "x"),
                                UserInfo.exactly("", "x"),
                                UserInfo.user("group:x"))
                        .map(user -> SmallestRoles.roleName(user.subject())))
                .doesNotHaveDuplicates();
    }

    static Stream<String> names_are_written_as_they_are_read() {
        String words =
                "y n on ~ null = << 1e3 0o7 0777 09 1:30 0x1F 0b1 .5 1. 1_000 +1 -0 1e+3 8e12345 .inf .nan 2001-01-01"
                        + " \u00e9 !a &a *a %a @a `a ? - \u0007 \ud83d\ude00";
        return Stream.concat(Stream.of("a: b", "a #b", "a\nb", " x", "- a"), Stream.of(words.split(" ")));
    }

    /** As kubectl reads it: what it takes for a number or a truth value is quoted. */
    @ParameterizedTest
    @MethodSource
    void names_are_written_as_they_are_read(String name) {
        String quoted = new Gson().toJson(name);
        String policy = Example.POLICY.replace("[db]", "[" + quoted + "]")
                + "- {apiGroup: rbac.authorization.k8s.io, kind: User, name: " + quoted + "}\n";
        String yaml = needs(new Example(policy)
                        .requested(
                                UserInfo.user(name), question("get", "secrets").named(name), true))
                .yaml();
        List<ManifestObject> read =
                Manifests.parse("least-privilege.yaml", yaml).objects();
        JsonElement rule = read.get(0).json().getAsJsonArray("rules").get(0);
        JsonElement subject = read.get(1).json().getAsJsonArray("subjects").get(0);
        assertThat(rule.getAsJsonObject().getAsJsonArray("resourceNames").get(0))
                .isEqualTo(new JsonPrimitive(name));
        assertThat(subject.getAsJsonObject().get("name")).isEqualTo(new JsonPrimitive(name));
    }

    /** On the server: everything that was recorded is allowed, and nothing else in the namespace. */
    @Test
    void the_roles_are_enough_and_no_more(@KubeAdmin KubeAccess admin, @KubeUser("least") KubeAccess least) {
        String yaml = requests().analysis().leastPrivilege().yaml();
        try (AppliedManifests applied = AppliedManifests.apply(Manifests.parse("least-privilege.yaml", yaml), admin)) {
            assertThat(applied.objects()).hasSize(4);
            KubeAssertions.assertThat(least)
                    .canOnly(
                            AccessQuery.list("pods").in("default"),
                            AccessQuery.list("services").in("default"),
                            AccessQuery.get("secrets").in("default"),
                            AccessQuery.create("deployments.apps").in("default"),
                            AccessQuery.patch("deployments.apps").in("default"))
                    .can(AccessQuery.list("nodes"))
                    .can(AccessQuery.get("nodes"))
                    .can(AccessQuery.get("/metrics"));
            for (String verb : List.of("create", "delete", "update", "patch", "watch")) {
                KubeAssertions.assertThat(least).cannot(AccessQuery.verb(verb, "nodes"));
            }
        }
    }
}
