// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.analysis.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.kubeuser.analysis.internal.Mutation.Mutant;
import dev.kubeuser.analysis.internal.Mutation.MutationOperator;
import dev.kubeuser.manifest.ManifestObject;
import dev.kubeuser.manifest.Manifests;
import dev.kubeuser.rbac.RbacPolicy;
import dev.kubeuser.rbac.UserInfo;
import dev.kubeuser.record.internal.PolicyObject;
import dev.kubeuser.record.internal.PolicyState;
import dev.kubeuser.request.ResourceAttributes;
import dev.kubeuser.run.internal.OwnNamespaces;
import dev.kubeuser.testkit.Policy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each mutation operator makes the mutants that were written by hand, all of them and no others. */
class MutationOperatorsTest {

    /** Each entry has a line of its own, so that the origins of entries differ. */
    private static final String ROLE = """
            apiVersion: rbac.authorization.k8s.io/v1
            kind: Role
            metadata: {name: readers, namespace: dev, labels: {team: web}}
            rules:
            - apiGroups:
              - ""
              - apps
              resources:
              - pods
              - deployments
              verbs:
              - get
              - list
            - apiGroups: [""]
              resources: [secrets]
              resourceNames:
              - db
              - web
              verbs: [get]
            """;

    /** One rule for URLs, and one in which nothing can be widened, and nothing dropped but the rule itself. */
    private static final String CLUSTER_ROLE = """
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata: {name: monitors}
            rules:
            - nonResourceURLs:
              - /metrics
              - /healthz
              verbs: [get]
            - apiGroups: ["*"]
              resources: ["*"]
              verbs: ["*"]
            """;

    private static final String ROLE_BINDING = """
            apiVersion: rbac.authorization.k8s.io/v1
            kind: RoleBinding
            metadata: {name: reading, namespace: dev, labels: {team: web}}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: readers}
            subjects:
            - {apiGroup: rbac.authorization.k8s.io, kind: Group, name: developers}
            - {kind: ServiceAccount, name: robot}
            """;

    private static final String CLUSTER_ROLE_BINDING = """
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRoleBinding
            metadata: {name: monitoring}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}
            subjects:
            - {kind: ServiceAccount, name: prometheus, namespace: ops}
            """;

    private static final Path TABLE = Path.of("src/test/resources/mutation-operators/mutants.txt");

    private static final String ALL = String.join("---\n", ROLE, CLUSTER_ROLE, ROLE_BINDING, CLUSTER_ROLE_BINDING);

    private static final String EVERYBODY =
            "- {apiGroup: rbac.authorization.k8s.io, kind: Group, name: system:authenticated}\n";

    /** The binding's original, when its copy counts elsewhere. */
    private static final String WITHOUT_SUBJECTS = ROLE_BINDING.substring(0, ROLE_BINDING.indexOf("subjects:"));

    /**
     * A mutant, to be compared with others.
     *
     * @param what its line and description
     * @param objects all that is written instead of the object
     */
    private record Written(String what, List<JsonObject> objects) {}

    /** As somebody would have written it by hand: the objects in YAML. */
    private static Written expected(String what, String... objects) {
        return new Written(
                what,
                Manifests.parse("expected.yaml", String.join("---\n", objects)).objects().stream()
                        .map(MutationOperatorsTest::json)
                        .toList());
    }

    private static PolicyState policy(String yaml) {
        return new PolicyState(RbacPolicy.builder(), objects(yaml, "dev"), List.of());
    }

    private static List<PolicyObject> objects(String yaml, String namespace) {
        return Example.objects("policy.yaml", yaml, namespace);
    }

    private static Stream<Mutation> mutations(MutationOperator operator, PolicyState policy) {
        return policy.objects().stream()
                .flatMap(object -> Mutation.of(object).stream())
                .filter(mutation -> mutation.operator() == operator);
    }

    private static List<Written> mutants(MutationOperator operator, String yaml) {
        PolicyState policy = policy(yaml);
        return mutations(operator, policy)
                .map(mutation -> new Written(
                        mutation.origin().line() + ": " + mutation.description(),
                        written(mutation, mutation.target(), policy)))
                .toList();
    }

    private static List<JsonObject> written(Mutation mutation, PolicyObject object, PolicyState policy) {
        return mutation.change().replace(object, policy.policy()).stream()
                .map(MutationOperatorsTest::json)
                .toList();
    }

    private static JsonObject json(JsonObject object) {
        JsonObject json = object.deepCopy();
        removeEmpty(json);
        return json;
    }

    private static JsonObject json(ManifestObject object) {
        JsonObject json = object.json();
        removeEmpty(json);
        return json;
    }

    /** To Kubernetes a list without entries is the same as no list. */
    private static void removeEmpty(JsonElement json) {
        if (json instanceof JsonArray array) {
            array.forEach(MutationOperatorsTest::removeEmpty);
        } else if (json instanceof JsonObject object) {
            object.asMap().values().forEach(MutationOperatorsTest::removeEmpty);
            object.asMap().values().removeIf(MutationOperatorsTest::isEmpty);
        }
    }

    private static boolean isEmpty(JsonElement json) {
        return json instanceof JsonArray array
                ? array.isEmpty()
                : json instanceof JsonObject object && object.isEmpty();
    }

    /** The policies of the table. */
    private static final Map<String, String> POLICIES = Map.ofEntries(
            Map.entry("ROLE", ROLE),
            Map.entry("CLUSTER_ROLE", CLUSTER_ROLE),
            Map.entry("ROLE_BINDING", ROLE_BINDING),
            Map.entry("CLUSTER_ROLE_BINDING", CLUSTER_ROLE_BINDING),
            Map.entry("TWO_VERBS", CLUSTER_ROLE.replace("[get]", "[get, head]")),
            Map.entry("SUBRESOURCE", CLUSTER_ROLE.replace("resources: [\"*\"]", "resources: [\"*/scale\"]")),
            Map.entry(
                    "SINGLE",
                    new Policy()
                            .clusterRole("single", "get deployments.apps", "get /metrics")
                            .yaml()),
            Map.entry(
                    "ONE_RULE",
                    new Policy().clusterRole("single", "get /metrics").yaml()),
            Map.entry("WITHOUT_SUBJECTS", WITHOUT_SUBJECTS),
            Map.entry("WITH_BOB", CLUSTER_ROLE_BINDING + "- {kind: User, name: bob}\n"),
            Map.entry("NAMESAKE", CLUSTER_ROLE_BINDING + "- {kind: User, name: system:authenticated}\n"),
            Map.entry("FOR_EVERYBODY", ROLE_BINDING + EVERYBODY),
            Map.entry("CLUSTER_FOR_EVERYBODY", CLUSTER_ROLE_BINDING + EVERYBODY));

    /** By operator and policy, the cells of the table's rows. */
    static Stream<Arguments> table() throws IOException {
        Map<List<String>, List<List<String>>> table = Files.readAllLines(TABLE).stream()
                .filter(line -> !line.startsWith("#"))
                .map(line -> Stream.of(line.split(" \\|(?: |$)", -1))
                        .map(cell -> cell.replace("\\n", "\n"))
                        .toList())
                .collect(Collectors.groupingBy(cells -> cells.subList(0, 2), LinkedHashMap::new, Collectors.toList()));
        return table.entrySet().stream()
                .map(entry -> Arguments.of(entry.getKey().get(0), entry.getKey().get(1), entry.getValue()));
    }

    @ParameterizedTest
    @MethodSource("table")
    void operators_make_the_mutants_of_the_table(MutationOperator operator, String policy, List<List<String>> rows) {
        String yaml = Objects.requireNonNull(POLICIES.get(policy));
        List<Written> expected = rows.stream()
                .filter(cells -> cells.size() > 2)
                .map(cells -> expected(cells.get(2), yaml.replace(cells.get(3), cells.get(4))))
                .toList();
        assertThat(mutants(operator, yaml))
                .isEqualTo(expected)
                .allSatisfy(mutant -> assertThat(mutant.objects())
                        .isNotEqualTo(expected("", yaml).objects()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{apiVersion: rbac.authorization.k8s.io/v1, kind: Role, metadata: {name: empty}}",
                "{apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRole, metadata: {name: empty}, rules: []}"
            })
    void a_role_without_rules_has_no_mutations(String role) {
        assertThat(objects(role, "dev")).hasSize(1).flatMap(Mutation::of).isEmpty();
    }

    /** A role of another name counts as {@code view}, the weakest: to grant that instead may be right. */
    @ParameterizedTest
    @CsvSource({
        "ClusterRole, view, edit admin cluster-admin",
        "ClusterRole, edit, admin cluster-admin",
        "ClusterRole, admin, cluster-admin",
        "ClusterRole, cluster-admin, ''",
        "ClusterRole, monitors, edit admin cluster-admin",
        "Role, readers, edit admin cluster-admin",
        "Role, admin, edit admin cluster-admin", // by chance the name of a ClusterRole
    })
    void a_binding_grants_each_stronger_role(String kind, String name, String stronger) {
        String binding = granting(kind, name);
        assertThat(mutants(MutationOperator.STRONGER_ROLE, binding))
                .containsExactlyElementsOf(Stream.of(stronger.split(" "))
                        .filter(role -> !role.isEmpty())
                        .map(role -> expected("4: of ClusterRole " + role, granting("ClusterRole", role)))
                        .toList());
    }

    private static String granting(String kind, String name) {
        return ROLE_BINDING.replace("kind: Role, name: readers", "kind: " + kind + ", name: " + name);
    }

    /** Its Role would not be found there. A ServiceAccount without namespace is that of the namespace it comes from. */
    @Test
    void a_binding_of_a_Role_is_cluster_wide_with_a_copy_of_the_Role() {
        String copiedRole = ROLE.replace("kind: Role", "kind: ClusterRole")
                .replace(
                        "{name: readers, namespace: dev, labels: {team: web}}", "{name: kubeuser-copy-of-dev-readers}");
        assertThat(mutants(MutationOperator.MAKE_CLUSTER_WIDE, ROLE + "---\n" + ROLE_BINDING))
                .containsExactly(expected(
                        "23: is a ClusterRoleBinding",
                        copiedRole,
                        new Policy()
                                .clusterBinding(
                                        "kubeuser-copy-of-dev-reading",
                                        "kubeuser-copy-of-dev-readers",
                                        "group developers",
                                        "account dev/robot")
                                .yaml(),
                        WITHOUT_SUBJECTS));
    }

    @Test
    void a_binding_of_a_ClusterRole_is_cluster_wide_without_a_copy_of_it() {
        assertThat(mutants(
                        MutationOperator.MAKE_CLUSTER_WIDE,
                        CLUSTER_ROLE + "---\n" + granting("ClusterRole", "monitors")))
                .containsExactly(expected(
                        "15: is a ClusterRoleBinding",
                        new Policy()
                                .clusterBinding(
                                        "kubeuser-copy-of-dev-reading",
                                        "monitors",
                                        "group developers",
                                        "account dev/robot")
                                .yaml(),
                        WITHOUT_SUBJECTS.replace("kind: Role, name: readers", "kind: ClusterRole, name: monitors")));
    }

    @Test
    void a_binding_of_a_Role_is_moved_with_a_copy_of_the_Role() {
        String copiedRole = ROLE.replace(
                "{name: readers, namespace: dev, labels: {team: web}}",
                "{name: kubeuser-copy-of-dev-readers, namespace: default}");
        assertThat(mutants(MutationOperator.MOVE_NAMESPACE, ROLE + "---\n" + ROLE_BINDING))
                .containsExactly(expected(
                        "23: is in the namespace default",
                        copiedRole,
                        new Policy()
                                .binding(
                                        "default/kubeuser-copy-of-dev-reading",
                                        "Role kubeuser-copy-of-dev-readers",
                                        "group developers",
                                        "account dev/robot")
                                .yaml(),
                        WITHOUT_SUBJECTS));
    }

    @Test
    void a_binding_of_a_ClusterRole_in_the_namespace_default_is_moved_to_another() {
        String binding = new Policy()
                .binding("default/viewing", "ClusterRole view", "account robot", "account ops/prometheus")
                .yaml();
        assertThat(mutants(MutationOperator.MOVE_NAMESPACE, binding))
                .containsExactly(expected(
                        "3: is in the namespace kube-public",
                        new Policy()
                                .binding(
                                        "kube-public/kubeuser-copy-of-default-viewing",
                                        "ClusterRole view",
                                        "account default/robot",
                                        "account ops/prometheus")
                                .yaml(),
                        binding.substring(0, binding.indexOf("subjects:"))));
    }

    /** The one of the policy has the name alone in common with the one that is bound. */
    @Test
    void only_the_Role_that_is_bound_is_copied() {
        String otherName = ROLE.replace("name: readers", "name: writers");
        String otherNamespace =
                ROLE.replace("namespace: dev", "namespace: test").replace("pods", "nodes");
        String otherKind = CLUSTER_ROLE.replace("name: monitors", "name: readers");
        String policy = String.join("---\n", otherName, otherNamespace, otherKind, ROLE_BINDING);
        assertThat(mutants(MutationOperator.MOVE_NAMESPACE, policy))
                .singleElement()
                .extracting(moved -> moved.objects().get(0).has("rules"))
                .isEqualTo(false);
        assertThat(mutants(MutationOperator.MOVE_NAMESPACE, policy + "---\n" + ROLE))
                .singleElement()
                .extracting(moved -> moved.objects().get(0).get("rules"))
                .isEqualTo(json(policy(ROLE).objects().get(0).object()).get("rules"));
    }

    @Test
    void other_objects_have_no_mutations() {
        String others = """
                {apiVersion: v1, kind: ServiceAccount, metadata: {name: robot, namespace: dev}}
                ---
                {apiVersion: example.com/v1, kind: Role, metadata: {name: actor}, rules: [{verbs: [speak, sing]}]}
                """;
        assertThat(objects(others, "dev")).isEmpty();
        ManifestObject source = Manifests.parse("policy.yaml", others).objects().get(0);
        assertThat(Mutation.of(new PolicyObject(source.json(), source))).isEmpty();
    }

    /** The same file can be applied to two namespaces; it is mutated in both then. */
    @ParameterizedTest
    @EnumSource(to = "STRONGER_ROLE")
    void a_mutant_is_made_of_the_object_in_each_namespace(MutationOperator operator) {
        String yaml = ALL.replace(", namespace: dev", "");
        List<PolicyObject> inDev = objects(yaml, "dev");
        List<PolicyObject> inTest = objects(yaml, "test");
        PolicyState both = both(inDev, inTest);
        List<List<JsonObject>> written = new ArrayList<>();
        for (int i = 0; i < inDev.size(); i++) {
            PolicyObject other = inTest.get(i);
            Mutation.of(inDev.get(i)).stream()
                    .filter(mutation -> mutation.operator() == operator)
                    .forEach(mutation -> written.add(written(mutation, other, both)));
        }
        PolicyState expected = policy(ALL.replace("namespace: dev", "namespace: test"));
        assertThat(written)
                .isNotEmpty()
                .containsExactlyElementsOf(mutations(operator, expected)
                        .map(mutation -> written(mutation, mutation.target(), expected))
                        .toList());
    }

    private static PolicyState both(List<PolicyObject> some, List<PolicyObject> others) {
        List<PolicyObject> objects =
                Stream.of(some, others).flatMap(List::stream).toList();
        return new PolicyState(RbacPolicy.builder(), objects, List.of());
    }

    @ParameterizedTest
    @EnumSource(to = "STRONGER_ROLE")
    void the_object_itself_is_not_changed(MutationOperator operator) {
        PolicyState policy = policy(ALL);
        List<Mutation> mutations = mutations(operator, policy).toList();
        List<List<JsonObject>> first = mutations.stream()
                .map(mutation -> written(mutation, mutation.target(), policy))
                .toList();
        assertThat(first).isNotEmpty().allSatisfy(written -> assertThat(written).isNotEmpty());
        assertThat(policy.objects()).isEqualTo(objects(ALL, "dev"));
        assertThat(mutations)
                .extracting(mutation -> written(mutation, mutation.target(), policy))
                .as("once more")
                .isEqualTo(first);
    }

    /** The same objects as are written over the policy, in the place of the object and with all others around them. */
    @ParameterizedTest
    @EnumSource(to = "STRONGER_ROLE")
    void a_mutant_is_made_of_manifests(MutationOperator operator) {
        PolicyState policy = policy(ALL);
        MutatedManifests manifests = new MutatedManifests(
                Manifests.parse("policy.yaml", ALL), "dev", OwnNamespaces.none(), RbacPolicy.builder());
        assertThat(mutations(operator, policy)).isNotEmpty().allSatisfy(mutation -> {
            List<JsonObject> expected = policy.objects().stream()
                    .flatMap(object -> object.equals(mutation.target())
                            ? written(mutation, object, policy).stream()
                            : Stream.of(json(object.source())))
                    .toList();
            assertThat(manifests.with(mutation.asMutant(OwnNamespaces.none())).objects())
                    .extracting(MutationOperatorsTest::json)
                    .isEqualTo(expected);
        });
    }

    /**
     * All mutants of one policy. A new operator is either missing here, and so fails the second assertion, or finds
     * something in the policy that is not in the list.
     */
    @Test
    void every_operator_makes_a_expected() {
        List<Mutant> mutants = policy(ALL).objects().stream()
                .flatMap(object -> Mutation.of(object).stream())
                .map(mutation -> mutation.asMutant(OwnNamespaces.none()))
                .toList();
        assertThat(mutants)
                .extracting(mutant -> mutant.origin() + " " + mutant.operator() + " " + mutant.object())
                .containsExactly(
                        "policy.yaml:12 DROP_VERB Role readers",
                        "policy.yaml:13 DROP_VERB Role readers",
                        "policy.yaml:9 DROP_RESOURCE Role readers",
                        "policy.yaml:10 DROP_RESOURCE Role readers",
                        "policy.yaml:6 DROP_API_GROUP Role readers",
                        "policy.yaml:7 DROP_API_GROUP Role readers",
                        "policy.yaml:5 DROP_RULE Role readers",
                        "policy.yaml:11 WIDEN_VERBS Role readers",
                        "policy.yaml:8 WIDEN_RESOURCES Role readers",
                        "policy.yaml:17 DROP_RESOURCE_NAME Role readers",
                        "policy.yaml:18 DROP_RESOURCE_NAME Role readers",
                        "policy.yaml:14 DROP_RULE Role readers",
                        "policy.yaml:19 WIDEN_VERBS Role readers",
                        "policy.yaml:15 WIDEN_RESOURCES Role readers",
                        "policy.yaml:16 DROP_RESOURCE_NAMES Role readers",
                        "policy.yaml:26 DROP_NON_RESOURCE_URL ClusterRole monitors",
                        "policy.yaml:27 DROP_NON_RESOURCE_URL ClusterRole monitors",
                        "policy.yaml:25 DROP_RULE ClusterRole monitors",
                        "policy.yaml:28 WIDEN_VERBS ClusterRole monitors",
                        "policy.yaml:29 DROP_RULE ClusterRole monitors",
                        "policy.yaml:35 DROP_BINDING RoleBinding reading",
                        "policy.yaml:38 DROP_SUBJECT RoleBinding reading",
                        "policy.yaml:39 DROP_SUBJECT RoleBinding reading",
                        "policy.yaml:37 ADD_AUTHENTICATED RoleBinding reading",
                        "policy.yaml:36 STRONGER_ROLE RoleBinding reading",
                        "policy.yaml:36 STRONGER_ROLE RoleBinding reading",
                        "policy.yaml:36 STRONGER_ROLE RoleBinding reading",
                        "policy.yaml:35 MAKE_CLUSTER_WIDE RoleBinding reading",
                        "policy.yaml:35 MOVE_NAMESPACE RoleBinding reading",
                        "policy.yaml:43 DROP_BINDING ClusterRoleBinding monitoring",
                        "policy.yaml:45 ADD_AUTHENTICATED ClusterRoleBinding monitoring",
                        "policy.yaml:44 STRONGER_ROLE ClusterRoleBinding monitoring",
                        "policy.yaml:44 STRONGER_ROLE ClusterRoleBinding monitoring",
                        "policy.yaml:44 STRONGER_ROLE ClusterRoleBinding monitoring");
        assertThat(mutants)
                .extracting(Mutant::operator)
                .containsAll(EnumSet.range(MutationOperator.DROP_VERB, MutationOperator.STRONGER_ROLE));
    }

    @Test
    void a_ServiceAccount_with_an_empty_namespace_is_that_of_the_binding() {
        String binding = ROLE_BINDING.replace("name: robot", "name: robot, namespace: \"\"");
        assertThat(mutants(MutationOperator.MOVE_NAMESPACE, binding))
                .isEqualTo(mutants(MutationOperator.MOVE_NAMESPACE, ROLE_BINDING));
        assertThat(mutants(MutationOperator.MAKE_CLUSTER_WIDE, binding))
                .isEqualTo(mutants(MutationOperator.MAKE_CLUSTER_WIDE, ROLE_BINDING));
    }

    /** Two copies with one name: the second would take the place of the first. */
    @ParameterizedTest
    @EnumSource(names = {"MAKE_CLUSTER_WIDE", "MOVE_NAMESPACE"})
    void bindings_of_two_namespaces_count_elsewhere_both(MutationOperator operator) {
        String yaml = (ROLE + "---\n" + ROLE_BINDING).replace(", namespace: dev", "");
        PolicyState both = both(objects(yaml, "dev"), objects(yaml, "test"));
        RbacPolicy after = new PlainPolicy(both, both.policy(), List.of())
                .mutated(mutations(operator, both).findFirst().orElseThrow());
        assertThat(Stream.of("dev", "test"))
                .allMatch(namespace -> after.allows(
                        UserInfo.user("system:serviceaccount:" + namespace + ":robot"),
                        ResourceAttributes.of("get", "", "pods").in("default")));
    }

    @Test
    void mutants_of_one_line_that_differ_in_a_namespace_are_two() {
        String binding = new Policy()
                .clusterBinding("viewing", "view", "account a/ci", "account b/ci")
                .yaml();
        assertThat(mutations(MutationOperator.DROP_SUBJECT, policy(binding))
                        .map(mutation -> mutation.asMutant(OwnNamespaces.none())))
                .hasSize(2)
                .doesNotHaveDuplicates();
    }
}
