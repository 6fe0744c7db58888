package dev.kubeuser.table.internal;

import com.google.gson.JsonElement;
import com.google.gson.JsonPrimitive;
import dev.kubeuser.manifest.ConfigurationDocument;
import dev.kubeuser.manifest.ManifestException;
import dev.kubeuser.manifest.Manifests;
import dev.kubeuser.question.Write;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A case about writes of whole objects: each object of its files, by each of its subjects, is a line.
 *
 * @param whole the case
 */
record WriteCase(YamlPart whole) {

    private static final String BY = " by ";
    private static final String DENIED = AccessTableFile.DENY + BY;
    private static final String WARNED = AccessTableFile.ALLOW + ", warned" + BY;
    private static final String PATCH = "patch";
    private static final String WITH = "with";

    private static final List<String> OPERATIONS = List.of("create", "update", "apply", "delete", PATCH);

    /** A table may come from others: it starts no program of this machine but git. */
    private static final Pattern RENDERED = Pattern.compile("(helm|kustomize):");

    static boolean isAsked(YamlPart when) {
        return OPERATIONS.stream().anyMatch(when::has);
    }

    Stream<Line> lines() {
        YamlPart when = whole.part(AccessTableFile.WHEN);
        String operation = OPERATIONS.stream().filter(when::has).findFirst().orElseThrow();
        boolean isPatch = operation.equals(PATCH);
        when.requireKeys(isPatch ? Set.of(PATCH, WITH) : Set.of(operation), Set.of(CaseQuestion.NAMESPACE));
        YamlPart with = when.part(WITH);
        String patch = isPatch ? patch(with) : "";
        List<Write> writes = objects(when.part(operation)).stream()
                .map(object -> with.checked(() -> write(operation, object, patch)))
                .toList();
        List<String> subjects = whole.part(YamlPart.GIVEN).texts();
        whole.requireFew((long) subjects.size() * writes.size(), "lines");
        return subjects.stream().flatMap(subject -> writes.stream().map(write -> line(subject, write)));
    }

    private static Write write(String operation, Manifests object, String patch) {
        return switch (operation) {
            case "create" -> Write.create(object);
            case "update" -> Write.update(object);
            case "apply" -> Write.apply(object);
            case "delete" -> Write.delete(object);
            default -> Write.patch(object, patch);
        };
    }

    private List<Manifests> objects(YamlPart files) {
        List<String> sources = files.texts().stream().map(whole::fillIn).toList();
        return read(
                files,
                sources,
                () -> Manifests.load(whole.placeholders(), sources).each());
    }

    /** As it stands there, or in a file. */
    private String patch(YamlPart with) {
        return whole.fillIn(String.valueOf(with.json() instanceof JsonPrimitive ? file(with) : with.json()));
    }

    private JsonElement file(YamlPart with) {
        String source = whole.fillIn(with.text());
        if (source.startsWith("{") || source.startsWith("[")) {
            throw with.malformed("write a patch without quotes: a text is the name of a file");
        }
        List<ConfigurationDocument> documents = read(with, List.of(source), () -> ConfigurationDocument.read(source));
        if (documents.size() != 1) {
            throw with.malformed(source + " has " + documents.size() + " documents, and one patch is needed");
        }
        return documents.get(0).json();
    }

    private static <T> T read(YamlPart part, List<String> sources, Supplier<T> files) {
        if (sources.stream().anyMatch(source -> RENDERED.matcher(source).find())) {
            throw part.malformed("a table takes files, directories and revisions of them: render others first");
        }
        try {
            return files.get();
        } catch (ManifestException unreadable) {
            throw part.malformed(String.valueOf(unreadable.getMessage()));
        }
    }

    private Line line(String subject, Write ofObject) {
        YamlPart then = whole.part(YamlPart.THEN);
        String expected = then.text();
        boolean isAllowed = expected.equals(AccessTableFile.ALLOW) || expected.startsWith(WARNED);
        if (!isAllowed && !expected.equals(AccessTableFile.DENY) && !expected.startsWith(DENIED)) {
            throw then.malformed("write allow, deny, \"deny by ValidatingAdmissionPolicy release-only\" to say what in"
                    + " admission denies it, or \"allow, warned by ValidatingAdmissionPolicy release-only\"");
        }
        int named = expected.indexOf(BY);
        String by = named < 0 ? "" : expected.substring(named + BY.length()).strip();
        YamlPart namespace = whole.part(AccessTableFile.WHEN).part(CaseQuestion.NAMESPACE);
        boolean isSaid = namespace.json() != null;
        String question = ofObject + (isSaid ? " in " + namespace.text() : "");
        return new Line.OfWrite(
                whole.words(subject, question, expected, subject + (isAllowed ? " can " : " cannot ") + question),
                whole.fillIn(subject),
                isSaid ? ofObject.in(whole.fillIn(namespace.text())) : ofObject,
                isAllowed,
                by);
    }
}
