// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.statement.internal;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.kubeuser.base.internal.Json;
import dev.kubeuser.base.internal.LabelSelector;
import dev.kubeuser.base.internal.Spelling;
import dev.kubeuser.manifest.ManifestObject;
import dev.kubeuser.query.AccessQueryException;
import dev.kubeuser.rbac.RbacPolicy;
import dev.kubeuser.rbac.Subject;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The namespaces that a policy is about, with their labels: those of a cluster, or those that manifests name.
 *
 * @param labels the labels by the name of the namespace
 */
public record PolicyNamespaces(SortedMap<String, Map<String, String>> labels) {

    /** Every cluster has them. */
    private static Stream<String> ofKubernetes() {
        return Stream.of("default", "kube-node-lease", "kube-public", "kube-system");
    }

    /** {@return the namespaces that objects make or are in, and those that the bindings of a policy name} */
    public static PolicyNamespaces of(List<ManifestObject> objects, RbacPolicy policy) {
        SortedMap<String, Map<String, String>> labels = new TreeMap<>();
        Stream.of(
                        ofKubernetes(),
                        objects.stream().flatMap(object -> object.namespace().stream()),
                        policy.bindings().stream().map(binding -> binding.id().namespace()),
                        policy.bindings().stream()
                                .flatMap(binding -> binding.subjects().stream())
                                .map(Subject::namespace))
                .flatMap(names -> names)
                .filter(name -> !name.isEmpty())
                .forEach(name -> labels.putIfAbsent(name, ownLabel(name)));
        objects.stream()
                .filter(object ->
                        object.kind().equals("Namespace") && object.group().isEmpty())
                .forEach(object -> labels.put(object.name(), labels(object.name(), object.json())));
        return new PolicyNamespaces(labels);
    }

    /** The API server labels each namespace with its name. */
    private static Map<String, String> ownLabel(String name) {
        return Map.of("kubernetes.io/metadata.name", name);
    }

    private static Map<String, String> labels(String name, JsonObject namespace) {
        Map<String, String> labels = new TreeMap<>(LabelSelector.labelsOf(namespace));
        labels.putAll(ownLabel(name));
        return labels;
    }

    /** {@return the namespaces that a cluster lists} */
    public static PolicyNamespaces of(List<JsonElement> items) {
        SortedMap<String, Map<String, String>> labels = new TreeMap<>();
        for (JsonElement item : items) {
            JsonObject namespace = item.getAsJsonObject();
            String name = Json.text(namespace.get("metadata"), "name");
            labels.put(name, labels(name, namespace));
        }
        return new PolicyNamespaces(labels);
    }

    /** {@return the end of a sentence that no namespace has a name: a full stop, or a question about what was meant} */
    public String didYouMean(String name) {
        String question = Spelling.didYouMean(name, labels.keySet());
        return question.isEmpty() ? "." : question;
    }

    /**
     * {@return the namespaces with a name; a star stands for any text, and such a name is also about namespaces to
     * come, for which one stands that there is not}
     *
     * @param patterns for example {@code prod} or {@code team-*}
     * @throws AccessQueryException if no namespace has such a name, as after a typo
     */
    public Set<String> named(List<String> patterns) {
        Set<String> names = new TreeSet<>();
        for (String pattern : patterns) {
            Pattern name = Pattern.compile(
                    Stream.of(pattern.split("\\*", -1)).map(Pattern::quote).collect(Collectors.joining(".*")));
            List<String> matching =
                    labels.keySet().stream().filter(name.asMatchPredicate()).toList();
            if (matching.isEmpty()) {
                throw new AccessQueryException(
                        "No namespace of the policy is named \"" + pattern + "\"" + didYouMean(pattern));
            }
            names.addAll(matching);
            if (pattern.contains("*")) {
                names.add(Stream.iterate("any", text -> text + "x")
                        .map(text -> pattern.replace("*", text))
                        .filter(text -> !labels.containsKey(text))
                        .findFirst()
                        .orElseThrow());
            }
        }
        return names;
    }

    /**
     * {@return the namespaces that have all of some labels}
     *
     * @param wanted for example {@code env=prod,tier=front}
     * @throws AccessQueryException if a label is malformed, or no namespace has them
     */
    public Set<String> labelled(String wanted) {
        Set<String> names = new TreeSet<>(labels.keySet());
        for (String label : wanted.split(",", -1)) {
            String[] parts = label.strip().split("==?", 2);
            if (parts.length != 2 || parts[0].isBlank() || parts[0].endsWith("!")) {
                throw new AccessQueryException("\"" + wanted
                        + "\" names no labels: write KEY=VALUE, and a comma between several; for what differs, name the"
                        + " namespaces");
            }
            labels.forEach((name, own) -> {
                if (!parts[1].equals(own.get(parts[0]))) {
                    names.remove(name);
                }
            });
        }
        if (names.isEmpty()) {
            throw new AccessQueryException("No namespace of the policy is labelled " + wanted
                    + ": labels are those of Namespaces in the manifests, or of the cluster");
        }
        return names;
    }
}
