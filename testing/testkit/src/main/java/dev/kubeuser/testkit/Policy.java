// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.testkit;

import dev.kubeuser.manifest.Manifests;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A policy for tests of who may do what, and objects beside it, in which it does not matter how that is written.
 *
 * <pre>{@code
 * new Policy()
 *         .role("dev/readers", "get,list pods", "get configmaps web").to("user alice", "account ci/robot")
 *         .clusterRole("monitors", "get /metrics").to("group auditors")
 *         .binding("dev/viewers", "ClusterRole view", "user bob")
 * }</pre>
 *
 * <p>A rule reads as a request does: verbs, then resources with their group and subresource, or paths, then the names
 * of objects, in quotes or without. An object of a namespace is called {@code namespace/name}.
 */
public final class Policy {

    private static final String GROUP = "rbac.authorization.k8s.io";

    private final StringBuilder yaml = new StringBuilder();
    /** The last role, to be bound. */
    private String role = "";
    /** Of the next object. */
    private String[] labels = {};

    /** The labels of the next object, such as {@code "stage: production"}. */
    public Policy labels(String... next) {
        labels = next;
        return this;
    }

    /** The namespace itself, with labels. */
    public Policy namespace(String name, String... ofNamespace) {
        return labels(ofNamespace).object("v1 Namespace", name);
    }

    /** Any other object, as {@code object("v1 ConfigMap", "dev/web", "data: {a: b}")}, with its fields in YAML. */
    public Policy object(String type, String name, String... fields) {
        String[] words = type.split(" ", 2);
        return add(
                words[0],
                words[1],
                name,
                Stream.of(fields).map(field -> field.stripTrailing() + "\n").collect(Collectors.joining()));
    }

    /** A policy of admission or its binding, as {@code admission("ValidatingAdmissionPolicy", "quota", "spec: {}")}. */
    public Policy admission(String kind, String name, String... fields) {
        return object("admissionregistration.k8s.io/v1 " + kind, name, fields);
    }

    /** Of a kind, as {@code definition("jobs.example.com", "Job", "Cluster", "size: {type: integer}")}. */
    public Policy definition(String resource, String kind, String scope, String... properties) {
        String[] name = resource.split("\\.", 2);
        return object("apiextensions.k8s.io/v1 CustomResourceDefinition", resource, """
                spec:
                  group: %s
                  scope: %s
                  names: {kind: %s, plural: %s}
                  versions:
                  - name: v1
                    served: true
                    storage: true
                    subresources: {status: {}}
                    schema: {openAPIV3Schema: {type: object, properties: {%s}}}
                """.formatted(
                        name[1], scope, kind, name[0], String.join(", ", properties)));
    }

    public Policy role(String name, String... rules) {
        return role("Role", name, rules);
    }

    public Policy clusterRole(String name, String... rules) {
        return role("ClusterRole", name, rules);
    }

    private Policy role(String kind, String name, String... rules) {
        role = kind + " " + name;
        return add(kind, name, rules(rules));
    }

    private static String rules(String... rules) {
        return rules.length == 0
                ? "rules: []\n"
                : Stream.of(rules).map(Policy::rule).collect(Collectors.joining("\n- ", "rules:\n- ", "\n"));
    }

    /** A ClusterRole with a label such as {@code "part: edits"}, by which others take over its rules. */
    public Policy labelled(String name, String label, String... rules) {
        return labels(label).clusterRole(name, rules);
    }

    /** A ClusterRole that takes over the rules of those with a label, or of selectors in YAML. */
    public Policy aggregate(String name, String label, String... rules) {
        role = "ClusterRole " + name;
        String selector = label.startsWith("{") ? label : "{matchLabels: " + mapping(label) + "}";
        String aggregation = "aggregationRule: {clusterRoleSelectors: [" + selector + "]}\n";
        return add("ClusterRole", name, aggregation + (rules.length == 0 ? "" : rules(rules)));
    }

    /** Binds the last role, under its name. */
    public Policy to(String... subjects) {
        String[] words = role.split(" ", 2);
        String[] name = words[1].split("/", 2);
        return add(words[0] + "Binding", words[1], granting(words[0], name[name.length - 1], subjects));
    }

    /** A RoleBinding of a role such as {@code "ClusterRole view"}. */
    public Policy binding(String name, String granted, String... subjects) {
        String[] words = granted.split(" ", 2);
        return add("RoleBinding", name, granting(words[0], words[1], subjects));
    }

    public Policy clusterBinding(String name, String clusterRole, String... subjects) {
        return add("ClusterRoleBinding", name, granting("ClusterRole", clusterRole, subjects));
    }

    private static String granting(String kind, String name, String... subjects) {
        return "roleRef: {apiGroup: " + GROUP + ", kind: " + kind + ", name: " + quoted(name) + "}\n"
                + Stream.of(subjects).map(Policy::subject).collect(Collectors.joining("\n- ", "subjects:\n- ", "\n"));
    }

    private Policy add(String kind, String name, String content) {
        return add(GROUP + "/v1", kind, name, content);
    }

    private Policy add(String apiVersion, String kind, String name, String content) {
        String[] place = name.split("/", 2);
        yaml.append("apiVersion: " + apiVersion + "\nkind: " + kind + "\nmetadata: {name: ")
                .append(quoted(place[place.length - 1]))
                .append(place.length == 1 ? "" : ", namespace: " + quoted(place[0]))
                .append(labels.length == 0 ? "" : ", labels: " + mapping(labels))
                .append("}\n")
                .append(content)
                .append("---\n");
        return labels();
    }

    /** As YAML; what cannot be said in words is written in YAML already. */
    private static String rule(String text) {
        if (text.startsWith("{")) {
            return text;
        }
        String[] words = text.strip().split(" ", -1);
        String verbs = "verbs: " + list(words[0].split(",", -1));
        String[] targets = words[1].split(",", -1);
        if (targets[0].startsWith("/")) {
            return "{nonResourceURLs: " + list(targets) + ", " + verbs + "}";
        }
        String[] groups = Stream.of(targets).map(Policy::group).distinct().toArray(String[]::new);
        String[] resources = Stream.of(targets)
                .map(target -> target.replaceFirst("\\." + group(target).replace("*", "\\*") + "(/|$)", "$1"))
                .distinct()
                .toArray(String[]::new);
        return "{apiGroups: " + list(groups) + ", resources: " + list(resources) + ", " + verbs
                + (words.length == 2
                        ? ""
                        : ", resourceNames: " + list(words[2].replace("\"", "").split(",", -1))) + "}";
    }

    private static String group(String target) {
        String[] parts = target.split("/", 2)[0].split("\\.", 2);
        return parts.length == 1 ? "" : parts[1];
    }

    private static String subject(String text) {
        String[] words = text.split(" ", 2);
        String[] account = words[1].split("/", 2);
        return switch (words[0]) {
            case "user" -> "{apiGroup: " + GROUP + ", kind: User, name: " + quoted(words[1]) + "}";
            case "group" -> "{apiGroup: " + GROUP + ", kind: Group, name: " + quoted(words[1]) + "}";
            default ->
                "{kind: ServiceAccount, name: " + quoted(account[account.length - 1])
                        + (account.length == 1 ? "" : ", namespace: " + quoted(account[0])) + "}";
        };
    }

    private static String list(String[] values) {
        return Stream.of(values).map(Policy::quoted).collect(Collectors.joining(", ", "[", "]"));
    }

    private static String mapping(String... labels) {
        return Stream.of(labels)
                .map(label -> label.replaceFirst(": (.*)", ": \"$1\""))
                .collect(Collectors.joining(", ", "{", "}"));
    }

    private static String quoted(String value) {
        return value.chars()
                .mapToObj(c -> c < ' ' || c > '~' || c == '"' || c == '\\' ? "\\u%04x".formatted(c) : "" + (char) c)
                .collect(Collectors.joining("", "\"", "\""));
    }

    public String yaml() {
        return yaml.toString();
    }

    public Manifests manifests() {
        return manifests("policy.yaml");
    }

    public Manifests manifests(String file) {
        return Manifests.parse(file, yaml());
    }
}
