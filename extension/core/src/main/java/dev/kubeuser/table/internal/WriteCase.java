package dev.kubeuser.table.internal;

import com.google.gson.JsonElement;
import com.google.gson.JsonPrimitive;
import dev.kubeuser.dryrun.Write;
import dev.kubeuser.manifest.ConfigurationDocument;
import dev.kubeuser.manifest.ManifestException;
import dev.kubeuser.manifest.Manifests;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A case about writes of whole objects: each object of its files, by each of its subjects, is a line.
 *
 * @param whole the case
 * @param title what the table calls it
 * @param placeholders the placeholders for names of namespaces
 */
record WriteCase(YamlPart whole, String title, Map<String, String> placeholders) {

    private static final String NAMESPACE = "namespace";
    private static final String BY = " by ";
    private static final String DENIED = AccessTableFile.DENY + BY;
    private static final String WARNED = AccessTableFile.ALLOW + ", warned" + BY;

    /** What an operation takes beside an object; empty if it takes nothing. */
    private static final Map<String, String> OPERATIONS =
            Map.of("create", "", "update", "", "apply", "", "delete", "", "patch", "with");

    static boolean isOne(YamlPart whole) {
        return operation(whole).isPresent();
    }

    private static Optional<String> operation(YamlPart whole) {
        YamlPart when = whole.part(AccessTableFile.WHEN);
        return OPERATIONS.keySet().stream().filter(when::has).findFirst();
    }

    Stream<WriteLine> lines() {
        YamlPart when = whole.part(AccessTableFile.WHEN);
        String name = operation(whole).orElseThrow();
        String second = OPERATIONS.getOrDefault(name, "");
        when.requireKeys(second.isEmpty() ? Set.of(name) : Set.of(name, second), Set.of(NAMESPACE));
        Function<Manifests, Write> operation = operation(name, when.part(second));
        List<String> subjects = whole.part(AccessTableFile.GIVEN).texts();
        List<Manifests> objects = objects(when.part(name));
        if ((long) subjects.size() * objects.size() > RequestCase.MOST_LINES) {
            throw whole.malformed("it stands for more than " + RequestCase.MOST_LINES + " lines: write fewer values");
        }
        return subjects.stream()
                .flatMap(subject -> objects.stream().map(object -> line(subject, operation.apply(object))));
    }

    private Function<Manifests, Write> operation(String name, YamlPart second) {
        return switch (name) {
            case "create" -> Write::create;
            case "update" -> Write::update;
            case "apply" -> Write::apply;
            case "delete" -> Write::delete;
            default -> {
                String patch = patch(second);
                yield object -> checked(second, () -> Write.patch(object, patch));
            }
        };
    }

    private static Write checked(YamlPart part, Supplier<Write> write) {
        try {
            return write.get();
        } catch (IllegalArgumentException wrong) {
            throw part.malformed(String.valueOf(wrong.getMessage()));
        }
    }

    /** As it stands there, or in a file. */
    private String patch(YamlPart with) {
        return fillIn(String.valueOf(with.json() instanceof JsonPrimitive ? file(with) : with.json()));
    }

    private JsonElement file(YamlPart with) {
        String source = fillIn(with.text());
        if (source.startsWith("{") || source.startsWith("[")) {
            throw with.malformed("write a patch without quotes: a text is the name of a file");
        }
        requireWritten(with, Stream.of(source));
        List<ConfigurationDocument> documents = read(with, () -> ConfigurationDocument.read(source));
        if (documents.size() != 1) {
            throw with.malformed(source + " has " + documents.size() + " documents, and one patch is needed");
        }
        return documents.get(0).json();
    }

    private static void requireWritten(YamlPart part, Stream<String> sources) {
        if (sources.anyMatch(YamlPart::isRendered)) {
            throw part.malformed("a table takes files, directories and revisions of them: render others first");
        }
    }

    private static <T> T read(YamlPart part, Supplier<T> files) {
        try {
            return files.get();
        } catch (ManifestException unreadable) {
            throw part.malformed(String.valueOf(unreadable.getMessage()));
        }
    }

    private List<Manifests> objects(YamlPart files) {
        List<String> sources =
                files.texts().stream().map(this::fillIn).collect(Collectors.toCollection(ArrayList::new));
        requireWritten(files, sources.stream());
        return read(files, () -> Manifests.load(placeholders, sources).each());
    }

    private WriteLine line(String subject, Write ofObject) {
        YamlPart when = whole.part(AccessTableFile.WHEN);
        YamlPart then = whole.part(AccessTableFile.THEN);
        String expected = then.text();
        boolean isAllowed = expected.equals(AccessTableFile.ALLOW) || expected.startsWith(WARNED);
        if (!isAllowed && !expected.equals(AccessTableFile.DENY) && !expected.startsWith(DENIED)) {
            throw then.malformed("write allow, deny, \"deny by ValidatingAdmissionPolicy release-only\" to say what in"
                    + " admission denies it, or \"allow, warned by ValidatingAdmissionPolicy release-only\"");
        }
        int named = expected.indexOf(BY);
        String by = named < 0 ? "" : expected.substring(named + BY.length()).strip();
        Write write = ofObject;
        String question = ofObject.toString();
        if (when.has(NAMESPACE)) {
            String namespace = when.part(NAMESPACE).text();
            write = write.in(fillIn(namespace));
            question += " in " + namespace;
        }
        return new WriteLine(
                whole.place(),
                new LineWords(
                        title, subject, question, expected, subject + (isAllowed ? " can " : " cannot ") + question),
                fillIn(subject),
                write,
                isAllowed,
                by);
    }

    private String fillIn(String written) {
        return WrittenLine.fillIn(whole.place(), written, placeholders);
    }
}
