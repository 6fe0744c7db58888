// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.manifest;

import static dev.kubeuser.testkit.Failures.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kubeuser.manifest.internal.Placeholders;
import dev.kubeuser.rbac.RbacPolicy;
import dev.kubeuser.rbac.RoleReference;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What is wrong with a manifest is said with its file and line. */
class MalformedManifestsTest {

    private static final String HEAD = "apiVersion: v1\nkind: ConfigMap\n";

    private static final String ROLE =
            "apiVersion: rbac.authorization.k8s.io/v1\nkind: Role\nmetadata: {name: a, namespace: dev}\n";
    private static final String BINDING =
            "apiVersion: rbac.authorization.k8s.io/v1\nkind: RoleBinding\nmetadata: {name: b, namespace: dev}\n";

    static Stream<Arguments> mistakes() {
        return Stream.of(
                Arguments.of("a: b: c", "a.yaml:1: not YAML: mapping values are not allowed here, in: a: b: c"),
                Arguments.of("# a\nb:\n\t- c", "a.yaml:3: not YAML: found character '\\t(TAB)'"),
                Arguments.of("a: *b", "a.yaml:1: not YAML: found undefined alias b"),
                Arguments.of(HEAD + "data:\n  {{- toYaml . }}", "a.yaml:4: not YAML: "),
                Arguments.of(HEAD + "data:\n  {{- toYaml . }}", "This looks like a template"),
                Arguments.of("{\"a\": 1,\n\"b\" 2}", "a.yaml:2: not YAML: "),
                Arguments.of("a: &b [*b]", "a.yaml:1: an anchor contains its own alias"),
                Arguments.of("a: 1\nb: 2\na: 3", "a.yaml:3: duplicate key a, first in line 1"),
                Arguments.of("a:\n  ? [b]\n  : c", "a.yaml:2: a key must be text"),
                Arguments.of("a:\n  <<: 1", "a.yaml:2: << merges only a mapping or a list of mappings"),
                Arguments.of("a: !!int x", "a.yaml:1: \"x\" does not match its tag, "),
                Arguments.of("---\nsome text", "a.yaml:2: expected a Kubernetes object"),
                Arguments.of("- a\n- b", "a.yaml:1: expected a Kubernetes object"),
                Arguments.of("kind: ConfigMap", "a.yaml:1: the object has no apiVersion"),
                Arguments.of("\napiVersion: v1", "a.yaml:2: the object has no kind"),
                Arguments.of("apiVersion: 1\nkind: A", "a.yaml:1: the object's apiVersion is not text: 1; quote it"),
                Arguments.of(HEAD, "a.yaml:1: the ConfigMap has no metadata"),
                Arguments.of(HEAD + "metadata: {}", "a.yaml:1: the object has no name"),
                Arguments.of(HEAD + "metadata: {name: 5}", "a.yaml:1: the object's name is not text: 5; quote it"),
                Arguments.of(
                        HEAD + "metadata: {generateName: a-}",
                        "a.yaml:1: the ConfigMap has a generateName but no name"),
                Arguments.of("apiVersion: v1\nkind: List\nitems: {}", "a.yaml:1: the items of a List must be a list"),
                Arguments.of("apiVersion: v1\nkind: List\nitems:\n- 1", "a.yaml:4: expected a Kubernetes object"),
                Arguments.of(
                        "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization",
                        "a.yaml:1: a Kustomization is input of kustomize"),
                Arguments.of(ROLE + "Rules: []", "a.yaml:4: Role dev/a has \"Rules\": did you mean \"rules\"?"),
                Arguments.of(
                        ROLE + "x-base: {a: b}\nrules: []",
                        "a.yaml:4: Role dev/a has \"x-base\": a Role has only apiVersion, kind, metadata, rules"),
                Arguments.of(ROLE + "aggregationRule: {}", "a.yaml:4: Role dev/a has \"aggregationRule\": a Role has"),
                Arguments.of(BINDING + "users: [eve]", "a.yaml:4: RoleBinding dev/b has \"users\": a RoleBinding has"),
                Arguments.of(
                        "apiVersion: operators.coreos.com/v1alpha1\nkind: ClusterServiceVersion\nmetadata: {name: a}\n"
                                + "spec: {install: {spec: {\npermissions: [{serviceAccountName: b, rules: []}]}}}",
                        "a.yaml:5: OLM makes roles of ClusterServiceVersion a, which are not in this file: name the"
                                + " directory of its bundle, as in olm:bundle/"),
                Arguments.of(
                        "kind: Role\napiVersion: rbac.authorization.k8s.io/v1beta1\nmetadata: {name: a}",
                        "a.yaml:2: no supported API server serves rbac.authorization.k8s.io/v1beta1, the version of"
                                + " Role a: write apiVersion: rbac.authorization.k8s.io/v1"),
                Arguments.of(
                        ROLE + "rules:\n- apiGroup: [apps]\n  resources: [deployments]\n  verbs: [get]",
                        "a.yaml:5: rules[0] of Role dev/a has \"apiGroup\": did you mean \"apiGroups\"?"),
                Arguments.of(
                        ROLE + "rules:\n- verbs: [get]\n  nonResourceUrls: [/healthz]",
                        "a.yaml:6: rules[0] of Role dev/a has \"nonResourceUrls\": did you mean \"nonResourceURLs\"?"),
                Arguments.of(
                        ROLE + "rules:\n- verbs: [get]\n- verbs: [get]\n  groups: [apps]",
                        "a.yaml:7: rules[1] of Role dev/a has \"groups\": a rule has only apiGroups, resources,"
                                + " resourceNames, nonResourceURLs, verbs"),
                Arguments.of(
                        BINDING + "roleRef: {kind: Role, name: a}\nsubjects:\n- kind: User\n  names: alice",
                        "a.yaml:7: subjects[0] of RoleBinding dev/b has \"names\": did you mean \"name\"?"),
                Arguments.of("# nothing", "The manifests hold no object: there is none in [a.yaml]"),
                Arguments.of(
                        HEAD + "metadata: {name: a}\n---\n" + HEAD + "metadata: {name: a}\ndata: {b: c}",
                        "a.yaml:5: ConfigMap a differs from the one in a.yaml:1: remove one of the two"),
                Arguments.of(
                        HEAD + "metadata: {name: a}\n---\n" + HEAD + "metadata: {name: a}",
                        "a.yaml:5: ConfigMap a is the same as the one in a.yaml:1: remove one of the two"),
                Arguments.of(
                        "apiVersion: v1\nkind: Namespace\nmetadata: {name: a}\n---\n"
                                + "apiVersion: v1\nkind: Namespace\nmetadata: {name: a, labels: {b: c}}",
                        "a.yaml:5: Namespace a differs from the one in a.yaml:1: remove one of the two"));
    }

    /** As published operators write it. */
    @Test
    void a_role_ref_without_api_group_is_that_of_rbac() {
        RbacPolicy policy = Manifests.parse(
                        "a.yaml", BINDING + "roleRef: {kind: Role, name: a}\nsubjects: [{kind: User, name: alice}]")
                .rbacPolicy();

        assertThat(policy.bindings())
                .singleElement()
                .satisfies(binding -> assertThat(binding.roleRef()).isEqualTo(RoleReference.role("dev", "a")))
                .satisfies(binding -> assertThat(binding.origin()).hasToString("a.yaml:1"));
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void a_mistake_is_named_with_its_line(String text, String message) {
        assertRefused(() -> Manifests.parse("a.yaml", text)).hasMessageContaining(message);
    }

    @Test
    void an_unknown_placeholder_is_named_with_those_that_are_known() {
        Placeholders placeholders = new Placeholders(Map.of("kubeuser.namespace", "a"));

        assertRefused(() -> SourceFile.of("a.yaml", "a\nb ${kubeuser.namespace.dev}\n")
                        .filledIn(placeholders))
                .hasMessage("a.yaml:2: there is no value for ${kubeuser.namespace.dev};"
                        + " declared here are [kubeuser.namespace]");
        assertRefused(() -> Manifests.load(Map.of(), List.of("src/test/resources/namespaced.yaml")))
                .hasMessageContaining("no placeholder is declared here: @KubeNamespace declares ${kubeuser.namespace}");
    }
}
