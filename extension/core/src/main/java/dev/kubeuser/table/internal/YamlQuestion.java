package dev.kubeuser.table.internal;

import dev.kubeuser.review.AccessQuery;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a case asks: each combination of its values is a question.
 *
 * @param verbs the verbs
 * @param resources the resources, or the paths
 * @param names the names of objects; one empty text for all
 * @param namespaces the namespaces; one empty text for none, or for those of a statement
 */
record YamlQuestion(List<String> verbs, List<String> resources, List<String> names, List<String> namespaces) {

    private static final String VERB = "verb";
    private static final String RESOURCE = "resource";
    private static final String NAMESPACE = "namespace";
    private static final String NAMESPACES = "namespaces";
    private static final String PATH = "path";
    private static final String SLASH = "/";

    /**
     * Reads a question.
     *
     * @param more keys that it may have besides, if it is about a resource
     */
    static YamlQuestion of(YamlPart when, Set<String> more) {
        boolean isPath = when.has(PATH);
        if (isPath) {
            when.requireKeys(Set.of(VERB, PATH), Set.of());
        } else {
            if (when.has(NAMESPACES) && !more.contains(NAMESPACES)) {
                throw when.malformed(
                        "write namespace, with \"*\" for all of them at once: namespaces is for everybody");
            }
            Set<String> optional = new HashSet<>(more);
            optional.addAll(Set.of(YamlPart.NAME, NAMESPACE));
            when.requireKeys(Set.of(VERB, RESOURCE), optional);
        }
        YamlQuestion question = new YamlQuestion(
                when.part(VERB).texts(),
                when.part(isPath ? PATH : RESOURCE).texts(),
                when.has(YamlPart.NAME) ? when.part(YamlPart.NAME).texts() : List.of(""),
                when.has(NAMESPACE) ? when.part(NAMESPACE).texts() : List.of(""));
        if (question.resources.stream().anyMatch(resource -> resource.startsWith(SLASH) != isPath)) {
            throw when.malformed("what begins with a slash is a path, and all else a resource");
        }
        return question;
    }

    /** So many questions it stands for. */
    long size() {
        return Stream.of(verbs, resources, names, namespaces)
                .mapToLong(List::size)
                .reduce(1, (one, other) -> Math.min(one * other, Integer.MAX_VALUE));
    }

    /** Its questions about one subject, each as a line. */
    Stream<WrittenLine> lines(String place, String subject, boolean allowed, String by) {
        return namespaces.stream()
                .flatMap(namespace -> resources.stream()
                        .flatMap(resource -> names.stream()
                                .flatMap(name -> verbs.stream()
                                        .map(verb -> new WrittenLine(
                                                place, subject, verb, resource, name, namespace, allowed, by)))));
    }

    /** Its questions, all in one statement. */
    AccessQuery[] queries(String place, Map<String, String> placeholders) {
        return lines(place, "", true, "").map(line -> line.query(placeholders)).toArray(AccessQuery[]::new);
    }

    /** As written, in a sentence. */
    @Override
    public String toString() {
        return Stream.of(verbs, resources, names)
                        .map(values -> String.join(", ", values))
                        .filter(words -> !words.isEmpty())
                        .collect(Collectors.joining(" "))
                + namespaces.stream()
                        .filter(namespace -> !namespace.isEmpty())
                        .map(namespace -> namespace.equals("*") ? "all namespaces" : namespace)
                        .reduce((one, other) -> one + ", " + other)
                        .map(where -> " in " + where)
                        .orElse("");
    }
}
