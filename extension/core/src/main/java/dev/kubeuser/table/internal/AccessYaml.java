package dev.kubeuser.table.internal;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import dev.kubeuser.error.ConfigurationException;
import dev.kubeuser.manifest.ConfigurationDocument;
import dev.kubeuser.manifest.ManifestException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A table of access in YAML: a list of cases. Each says to whom, what and with which result; what has several values
 * stands for a line with each.
 *
 * @param text the text of the file
 * @param placeholders the placeholders for names of namespaces
 */
record AccessYaml(TableText text, Map<String, String> placeholders) {

    private static final String NAME = "name";
    private static final String GIVEN = "given";
    private static final String WHEN = "when";
    private static final String THEN = "then";
    private static final String VERB = "verb";
    private static final String RESOURCE = "resource";
    private static final String NAMESPACE = "namespace";
    private static final String PATH = "path";
    private static final String ALLOW = "allow";
    private static final String DENY = "deny";
    private static final String BY = ALLOW + " by ";
    private static final String SLASH = "/";

    /** Far more than anyone reviews. */
    private static final long MOST_LINES = 10_000;

    /**
     * Reads all lines.
     *
     * @throws ConfigurationException if a case is malformed
     */
    List<AccessLine> read() {
        try {
            List<AccessLine> lines = ConfigurationDocument.parse(text.name(), text.text()).stream()
                    .flatMap(this::lines)
                    .toList();
            if (lines.isEmpty()) {
                throw new ConfigurationException(
                        "The table " + text.name() + " has no cases, so nothing is tested", null);
            }
            return lines;
        } catch (ManifestException malformed) {
            throw new ConfigurationException(String.valueOf(malformed.getMessage()), malformed);
        }
    }

    private Stream<AccessLine> lines(ConfigurationDocument document) {
        if (!(document.json() instanceof JsonArray cases)) {
            throw document.malformed("", "a table is a list of cases, each with given, when and then");
        }
        return IntStream.range(0, cases.size())
                .mapToObj(index -> new Part(document, "[" + index + "]", cases.get(index)))
                .flatMap(this::lines);
    }

    private Stream<AccessLine> lines(Part whole) {
        String title = whole.has(NAME) ? whole.part(NAME).text() : "";
        return Case.of(whole).lines().map(line -> line.read(title, placeholders));
    }

    /** A case, with the values of which each combination is a line. */
    private record Case(
            String place,
            List<String> subjects,
            List<String> verbs,
            List<String> resources,
            List<String> names,
            List<String> namespaces,
            String then) {

        static Case of(Part whole) {
            whole.requireKeys(Set.of(GIVEN, WHEN, THEN), Set.of(NAME));
            Part when = whole.part(WHEN);
            boolean isPath = when.has(PATH);
            if (isPath) {
                when.requireKeys(Set.of(VERB, PATH), Set.of());
            } else {
                when.requireKeys(Set.of(VERB, RESOURCE), Set.of(NAME, NAMESPACE));
            }
            Case written = new Case(
                    whole.place(),
                    whole.part(GIVEN).texts(),
                    when.part(VERB).texts(),
                    when.part(isPath ? PATH : RESOURCE).texts(),
                    when.has(NAME) ? when.part(NAME).texts() : List.of(""),
                    when.has(NAMESPACE) ? when.part(NAMESPACE).texts() : List.of(""),
                    then(whole.part(THEN)));
            if (written.resources.stream().anyMatch(resource -> resource.startsWith(SLASH) != isPath)) {
                throw when.malformed("what begins with a slash is a path, and all else a resource");
            }
            if (written.size() > MOST_LINES) {
                throw whole.malformed("it stands for more than " + MOST_LINES + " lines: write fewer values");
            }
            return written;
        }

        private static String then(Part part) {
            String then = part.text();
            if (!then.equals(ALLOW) && !then.equals(DENY) && !then.startsWith(BY)) {
                throw part.malformed(
                        "write allow, deny, or \"allow by RoleBinding dev/developers\" to name the binding");
            }
            return then;
        }

        private long size() {
            return Stream.of(subjects, verbs, resources, names, namespaces)
                    .mapToLong(List::size)
                    .reduce(1, (one, other) -> Math.min(one * other, Integer.MAX_VALUE));
        }

        Stream<WrittenLine> lines() {
            return subjects.stream()
                    .flatMap(subject -> namespaces.stream()
                            .flatMap(namespace -> resources.stream()
                                    .flatMap(resource -> names.stream()
                                            .flatMap(name -> verbs.stream()
                                                    .map(verb -> line(subject, verb, resource, name, namespace))))));
        }

        private WrittenLine line(String subject, String verb, String resource, String name, String namespace) {
            return new WrittenLine(
                    place,
                    subject,
                    verb,
                    resource,
                    name,
                    namespace,
                    !then.equals(DENY),
                    then.startsWith(BY) ? then.substring(BY.length()).strip() : "");
        }
    }

    /** A part of the document, by its path. */
    private record Part(
            ConfigurationDocument document,
            String path,
            @Nullable JsonElement json) {

        boolean has(String key) {
            return json instanceof JsonObject object && object.has(key);
        }

        Part part(String key) {
            return new Part(document, path + "." + key, json instanceof JsonObject object ? object.get(key) : null);
        }

        void requireKeys(Set<String> required, Set<String> optional) {
            Set<String> found = json instanceof JsonObject object ? object.keySet() : Set.of();
            Set<String> known = new TreeSet<>(required);
            known.addAll(optional);
            if (!found.containsAll(required) || !known.containsAll(found)) {
                throw malformed("it should have " + String.join(", ", new TreeSet<>(required))
                        + (optional.isEmpty() ? "" : ", perhaps with " + String.join(", ", new TreeSet<>(optional)))
                        + "; it has " + new TreeSet<>(found));
            }
        }

        /** One text, or a list of them. */
        List<String> texts() {
            if (!(json instanceof JsonArray list)) {
                return List.of(text());
            }
            if (list.isEmpty()) {
                throw malformed("the list is empty, so nothing would be asked");
            }
            return IntStream.range(0, list.size())
                    .mapToObj(index -> new Part(document, path + "[" + index + "]", list.get(index)).text())
                    .toList();
        }

        String text() {
            if (json instanceof JsonPrimitive primitive
                    && primitive.isString()
                    && !primitive.getAsString().isBlank()) {
                return primitive.getAsString().strip();
            }
            throw malformed("a text is needed; put it into quotes if YAML takes it for something else");
        }

        String place() {
            return document.place(path);
        }

        ManifestException malformed(String problem) {
            String inCase = path.substring(path.indexOf(']') + 1);
            return document.malformed(path, inCase.isEmpty() ? problem : inCase.substring(1) + ": " + problem);
        }
    }
}
