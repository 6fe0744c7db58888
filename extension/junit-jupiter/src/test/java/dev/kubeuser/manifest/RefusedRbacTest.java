// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.kubeuser.KubeAdmin;
import dev.kubeuser.KubeCluster;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.access.KubeResponse;
import java.io.IOException;
import java.util.Locale;
import java.util.stream.Stream;
import okhttp3.MediaType;
import okhttp3.Request;
import okhttp3.RequestBody;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Roles and bindings that the API server refuses are refused in files, and those that it takes are read. */
@KubeCluster
class RefusedRbacTest {

    private static final String VERSION = "apiVersion: rbac.authorization.k8s.io/v1\n";
    private static final String ROLE = VERSION + "kind: Role\nmetadata: {name: a, namespace: default}\nrules:\n";
    private static final String CLUSTER_ROLE = VERSION + "kind: ClusterRole\nmetadata: {name: a}\nrules:\n";
    private static final String REF = "roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}\n";
    private static final String BINDING =
            VERSION + "kind: RoleBinding\nmetadata: {name: a, namespace: default}\n" + REF + "subjects:\n";
    private static final String CLUSTER_BINDING =
            VERSION + "kind: ClusterRoleBinding\nmetadata: {name: a}\n" + REF + "subjects:\n";

    private static Arguments taken(String text) {
        return Arguments.of(text, null);
    }

    private static Arguments refused(String text, String message) {
        return Arguments.of(text, message);
    }

    static Stream<Arguments> objects() {
        return Stream.of(
                taken(ROLE + "- {apiGroups: [''], resources: [pods], verbs: [get]}"),
                taken(ROLE + "- {apiGroups: ['*'], resources: [pods/*, ''], verbs: [gett], resourceNames: ['']}"),
                taken(ROLE + "- {apiGroups: [''], resources: [pods], verbs: ['true', '2024'], nonResourceURLs: []}"),
                taken(ROLE + "- {apiGroups: [apps], resources: [a], verbs: [b], nonResourceURLs: null}"),
                taken(VERSION + "kind: Role\nmetadata: {name: 'a:b c', namespace: default}\nrules: null"),
                taken(VERSION + "kind: ClusterRole\nmetadata: {name: a, labels: {a: null}}"),
                taken(ROLE + "- {apiGroups: [''], resources: [pods], verbs: [get, null]}"),
                taken(CLUSTER_ROLE + "- {nonResourceURLs: [healthz, '*'], verbs: [pray]}"),
                taken(CLUSTER_ROLE + "- {nonResourceURLs: [/a], apiGroups: [], resources: [], verbs: [get]}"),
                taken(CLUSTER_ROLE + "aggregationRule: {clusterRoleSelectors: [{matchLabels: {a: 'true'}}]}"),
                taken(CLUSTER_ROLE + "aggregationRule: {clusterRoleSelectors: [{}]}"),
                taken(BINDING + "- {kind: User, name: jane}"),
                taken(BINDING + "- {apiGroup: rbac.authorization.k8s.io, kind: Group, name: 'a/%b'}"),
                taken(BINDING + "- {kind: User, name: jane, namespace: elsewhere}"),
                taken(BINDING + "- {kind: ServiceAccount, name: sa}"),
                taken(BINDING + "- {kind: ServiceAccount, name: sa.b, namespace: 'No Namespace', apiGroup: ''}"),
                taken(CLUSTER_BINDING + "- {kind: ServiceAccount, name: sa, namespace: default}"),
                taken(VERSION + "kind: RoleBinding\nmetadata: {name: a, namespace: default}\n"
                        + "roleRef: {apiGroup: '', kind: Role, name: 'a:b c'}"),
                refused(
                        VERSION + "kind: Rolle\nmetadata: {name: a}",
                        "a.yaml:2: rbac.authorization.k8s.io has no kind \"Rolle\". Did you mean \"Role\"?"),
                refused(
                        VERSION + "kind: role\nmetadata: {name: a}",
                        "a.yaml:2: rbac.authorization.k8s.io has no kind \"role\". Did you mean \"Role\"?"),
                refused(
                        VERSION + "kind: Role\nmetadata: {name: a/b, namespace: default}",
                        "a.yaml:3: metadata.name of Role default/a/b cannot be \"a/b\""),
                refused(
                        VERSION + "kind: Role\nmetadata:\n  name: a\n  namespace: n",
                        "a.yaml:5: the object's namespace is not text: false; quote it"),
                refused(
                        VERSION + "kind: ClusterRole\nmetadata:\n  name: a\n  labels:\n    aggregate: true",
                        "a.yaml:6: the object's aggregate is not text: true; quote it"),
                refused(
                        ROLE + "- apiGroups: ['']\n  resources: deployments\n  verbs: [get]",
                        "a.yaml:6: rules[0].resources of Role default/a is not a list: write [deployments]"),
                refused(
                        ROLE + "- {apiGroups: [''], resources: [pods], verbs: [get, on]}",
                        "a.yaml:5: rules[0].verbs[1] of Role default/a is not text: true; quote it"),
                refused(
                        ROLE + "- {apiGroups: [''], resources: [pods], verbs: [get], resourceNames: [2024]}",
                        "a.yaml:5: rules[0].resourceNames[0] of Role default/a is not text: 2024; quote it"),
                refused(
                        ROLE + "- {apiGroups: [''], resources: [pods]}",
                        "a.yaml:5: rules[0] of Role default/a has no verbs"),
                refused(
                        ROLE + "- {apiGroups: [''], resources: [pods], verbs: []}",
                        "a.yaml:5: rules[0] of Role default/a has no verbs"),
                refused(
                        ROLE + "- {resources: [pods], verbs: [get]}",
                        "a.yaml:5: rules[0] of Role default/a has no apiGroups: write apiGroups: [\"\"]"),
                refused(
                        ROLE + "- {apiGroups: [''], verbs: [get]}",
                        "a.yaml:5: rules[0] of Role default/a has no resources"),
                refused(
                        ROLE + "- {nonResourceURLs: [/healthz], verbs: [get]}",
                        "a.yaml:5: rules[0] of Role default/a has nonResourceURLs, which are in no namespace"),
                refused(
                        CLUSTER_ROLE + "- {nonResourceURLs: [/a], apiGroups: [''], resources: [pods], verbs: [get]}",
                        "a.yaml:5: rules[0] of ClusterRole a has resources and nonResourceURLs: make it two rules"),
                refused(CLUSTER_ROLE + "- null", "a.yaml:4: rules[0] of ClusterRole a is not a mapping"),
                refused(
                        CLUSTER_ROLE.replace("rules:", "rules: {verbs: [get]}"),
                        "a.yaml:4: rules of ClusterRole a is not a list"),
                refused(
                        CLUSTER_ROLE + "aggregationRule: {clusterRoleSelectors: []}",
                        "a.yaml:5: aggregationRule of ClusterRole a has no clusterRoleSelectors"),
                refused(
                        CLUSTER_ROLE + "aggregationRule:\n  clusterRoleSelectors:\n  - matchLabels:\n      a: true",
                        "a.yaml:8: aggregationRule.clusterRoleSelectors[0].matchLabels.a of ClusterRole a is not text:"
                                + " true; quote it"),
                refused(
                        BINDING + "- kind: group\n  name: developers",
                        "a.yaml:6: subjects[0] of RoleBinding default/a has the kind \"group\", and only User or Group"
                                + " or ServiceAccount can be there. Did you mean \"Group\"?"),
                refused(BINDING + "- {kind: Groups, name: a}", "Did you mean \"Group\"?"),
                refused(BINDING + "- {name: a}", "a.yaml:6: subjects[0] of RoleBinding default/a has no kind"),
                refused(BINDING + "- {kind: User}", "a.yaml:6: subjects[0] of RoleBinding default/a has no name"),
                refused(BINDING + "- {kind: User, name: ''}", "a.yaml:6: subjects[0] of RoleBinding default/a has no"),
                refused(BINDING + "- null", "a.yaml:5: subjects[0] of RoleBinding default/a is not a mapping"),
                refused(
                        BINDING + "- {kind: User, name: 2024}",
                        "a.yaml:6: subjects[0].name of RoleBinding default/a is not text: 2024; quote it"),
                refused(
                        BINDING + "- {kind: User, name: a, apiGroup: user}",
                        "a.yaml:6: subjects[0] of RoleBinding default/a has the apiGroup \"user\": write rbac"),
                refused(
                        BINDING + "- {kind: ServiceAccount, name: a, apiGroup: rbac.authorization.k8s.io}",
                        "a.yaml:6: subjects[0] of RoleBinding default/a has the apiGroup"
                                + " \"rbac.authorization.k8s.io\": leave it out"),
                refused(
                        BINDING + "- {kind: ServiceAccount, name: a/b}",
                        "a.yaml:6: subjects[0] of RoleBinding default/a: no ServiceAccount can have the name \"a/b\""),
                refused(
                        CLUSTER_BINDING + "- {kind: ServiceAccount, name: sa}",
                        "a.yaml:6: subjects[0] of ClusterRoleBinding a is ServiceAccount sa of no namespace: add it"),
                refused(
                        BINDING.replace("kind: ClusterRole,", "kind: clusterrole,"),
                        "a.yaml:4: roleRef of RoleBinding default/a has the kind \"clusterrole\", and only Role or"
                                + " ClusterRole can be there. Did you mean \"ClusterRole\"?"),
                refused(
                        CLUSTER_BINDING.replace("kind: ClusterRole,", "kind: Role,"),
                        "a.yaml:4: roleRef of ClusterRoleBinding a has the kind \"Role\", and only ClusterRole can"),
                refused(
                        BINDING.replace("name: view", "name: yes"),
                        "a.yaml:4: roleRef.name of RoleBinding default/a is not text: true; quote it"),
                refused(BINDING.replace("name: view", "name: ''"), "a.yaml:4: roleRef of RoleBinding default/a has no"),
                refused(BINDING.replace("name: view", "name: a/b"), "a.yaml:4: roleRef.name of RoleBinding default/a"),
                refused(
                        BINDING.replace("apiGroup: rbac.authorization.k8s.io", "apiGroup: rbac"),
                        "a.yaml:4: roleRef of RoleBinding default/a has the apiGroup \"rbac\": write rbac.authori"),
                refused(BINDING.replace(REF, ""), "a.yaml:1: RoleBinding default/a has no roleRef"));
    }

    @ParameterizedTest
    @MethodSource("objects")
    void as_the_api_server(String text, @Nullable String message, @KubeAdmin KubeAccess admin) throws IOException {
        ManifestException refusal = catchThrowableOfType(
                ManifestException.class, () -> Manifests.parse("a.yaml", text).rbacPolicy());

        if (message == null) {
            assertThat(refusal).isNull();
        } else {
            assertThat(refusal).hasMessageStartingWith("a.yaml:").hasMessageContaining(message);
        }
        KubeResponse answer = send(admin, text);
        assertThat(answer.code() < 300)
                .as("%s %s", answer.code(), answer.body())
                .isEqualTo(message == null);
    }

    /** Another JVM knew what the placeholder stands for. */
    @Test
    void a_placeholder_in_the_name_of_a_subject_is_no_mistake() {
        String text = BINDING + "- {kind: ServiceAccount, name: 'app-${kubeuser.namespace}', namespace: default}";

        assertThat(new CheckedOutFile("a.yaml", text).digest()).isNotEmpty();
    }

    /** As it is written, so that the API server itself reads the YAML. */
    private static KubeResponse send(KubeAccess admin, String text) throws IOException {
        String kind = text.replaceFirst("(?s).*?kind: (\\w+).*", "$1").toLowerCase(Locale.ROOT);
        String place = text.contains("metadata: {name: a}") || kind.startsWith("cluster") ? "" : "namespaces/default/";
        return admin.send(new Request.Builder()
                .url(admin.url(
                        "/apis/rbac.authorization.k8s.io/v1/" + place + kind + "s?dryRun=All&fieldValidation=Strict"))
                .post(RequestBody.create(text, MediaType.get("application/yaml")))
                .build());
    }
}
