// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.table.internal;

import dev.kubeuser.base.internal.Dialect;
import dev.kubeuser.query.AccessQuery;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The questions of a case: each combination of its values.
 *
 * @param verbs the verbs
 * @param resources the resources, or the paths
 * @param names the names of objects; one empty text for all
 * @param fieldSelector what is selected by fields; empty for all
 * @param labelSelector what is selected by labels; empty for all
 * @param namespaces the namespaces; one empty text for none, or for those of a statement, {@code *} for all at once
 */
record CaseQuestion(
        List<String> verbs,
        List<String> resources,
        List<String> names,
        String fieldSelector,
        String labelSelector,
        List<String> namespaces) {

    static final String NAMESPACE = "namespace";
    static final String NAMESPACES = "namespaces";

    private static final String VERB = "verb";
    private static final String RESOURCE = "resource";
    private static final String PATH = "path";
    private static final String WHERE = "where";
    private static final String LABELLED = "labelled";
    private static final String ALL = "*";

    /**
     * Reads a question.
     *
     * @param more the other keys that it may have, if it is about a resource
     */
    static CaseQuestion of(YamlPart when, Set<String> more) {
        boolean isPath = when.has(PATH);
        if (isPath) {
            when.requireKeys(Set.of(VERB, PATH), Set.of());
        } else {
            if (when.has(NAMESPACES) && !more.contains(NAMESPACES)) {
                throw when.malformed(
                        "write namespace, with \"*\" for all of them at once: namespaces is for everybody");
            }
            Set<String> optional = new HashSet<>(more);
            optional.addAll(Set.of(YamlPart.NAME, WHERE, LABELLED, NAMESPACE));
            when.requireKeys(Set.of(VERB, RESOURCE), optional);
        }
        CaseQuestion question = new CaseQuestion(
                when.part(VERB).texts(),
                when.part(isPath ? PATH : RESOURCE).texts(),
                when.has(YamlPart.NAME) ? when.part(YamlPart.NAME).texts() : List.of(""),
                when.has(WHERE) ? when.part(WHERE).text() : "",
                when.has(LABELLED) ? when.part(LABELLED).text() : "",
                when.has(NAMESPACE) ? when.part(NAMESPACE).texts() : List.of(""));
        if (question.resources.stream().anyMatch(resource -> resource.startsWith("/") != isPath)) {
            throw when.malformed("what begins with a slash is a path, and all else a resource");
        }
        return question;
    }

    /** The number of its questions; if there are far too many, not all are counted. */
    long size() {
        return each().limit(YamlPart.MAX_QUESTIONS + 1).count();
    }

    /** Its questions, each with one value of a kind. */
    Stream<CaseQuestion> each() {
        return namespaces.stream()
                .flatMap(namespace -> resources.stream()
                        .flatMap(resource -> names.stream()
                                .flatMap(name -> verbs.stream()
                                        .map(verb -> new CaseQuestion(
                                                List.of(verb),
                                                List.of(resource),
                                                List.of(name),
                                                fieldSelector,
                                                labelSelector,
                                                List.of(namespace))))));
    }

    /**
     * The question, of one value of a kind.
     *
     * @param fillIn fills in placeholders
     */
    AccessQuery query(UnaryOperator<String> fillIn) {
        AccessQuery query = AccessQuery.verb(fillIn.apply(verbs.get(0)), fillIn.apply(resources.get(0)), Dialect.TABLE);
        AccessQuery named = names.get(0).isEmpty() ? query : query.named(fillIn.apply(names.get(0)));
        AccessQuery where = fieldSelector.isEmpty() ? named : named.where(fillIn.apply(fieldSelector));
        AccessQuery selected = labelSelector.isEmpty() ? where : where.labelled(fillIn.apply(labelSelector));
        String namespace = namespaces.get(0);
        if (namespace.isEmpty()) {
            return selected;
        }
        return namespace.equals(ALL) ? selected.inAllNamespaces() : selected.in(fillIn.apply(namespace));
    }

    /** As written, in a sentence. */
    @Override
    public String toString() {
        String where = namespaces.stream()
                .map(namespace -> namespace.equals(ALL) ? "all namespaces" : namespace)
                .collect(Collectors.joining(", "));
        return Stream.of(verbs, resources, names)
                        .map(values -> String.join(", ", values))
                        .filter(words -> !words.isEmpty())
                        .collect(Collectors.joining(" "))
                + (fieldSelector.isEmpty() ? "" : " where " + fieldSelector)
                + (labelSelector.isEmpty() ? "" : " labelled " + labelSelector)
                + (where.isEmpty() ? "" : " in " + where);
    }
}
