// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.table.internal;

import com.google.gson.JsonElement;
import com.google.gson.JsonPrimitive;
import dev.kubeuser.assertion.AbstractAccessAssert;
import dev.kubeuser.assertion.KubeAccessAssert;
import dev.kubeuser.base.internal.Printable;
import dev.kubeuser.manifest.ConfigurationDocument;
import dev.kubeuser.manifest.ManifestException;
import dev.kubeuser.manifest.Manifests;
import dev.kubeuser.query.AccessQueryException;
import dev.kubeuser.question.Write;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A case about writes of whole objects: each object of its files, by each of its subjects, is a line.
 *
 * @param whole the case
 * @param writes one for each object
 */
record WriteCase(YamlPart whole, List<Write> writes) {

    private static final String DENY_BY = AccessTableFile.DENY + AccessTableFile.Answer.BY;
    private static final String WARNED_BY = AccessTableFile.ALLOW + ", warned" + AccessTableFile.Answer.BY;
    private static final String PATCH = "patch";
    private static final String WITH = "with";

    private static final List<String> OPERATIONS = List.of("create", "update", "apply", "delete", PATCH);

    /** A table may come from others: it starts no program of this machine but git. */
    private static final Pattern RENDERED = Pattern.compile("(helm|kustomize):");

    static boolean isAsked(YamlPart when) {
        return OPERATIONS.stream().anyMatch(when::has);
    }

    static WriteCase of(YamlPart whole) {
        YamlPart when = whole.part(AccessTableFile.WHEN);
        String operation = OPERATIONS.stream().filter(when::has).findFirst().orElseThrow();
        boolean isPatch = operation.equals(PATCH);
        when.requireKeys(isPatch ? Set.of(PATCH, WITH) : Set.of(operation), Set.of(CaseQuestion.NAMESPACE));
        YamlPart with = when.part(WITH);
        String patch = isPatch ? patch(with) : "";
        return new WriteCase(
                whole,
                objects(when.part(operation)).stream()
                        .map(object -> with.checked(() -> write(operation, object, patch)))
                        .toList());
    }

    private static Write write(String operation, Manifests object, String patch) {
        return switch (operation) {
            case "create" -> Write.createObject(object);
            case "update" -> Write.updateObject(object);
            case "apply" -> Write.applyObject(object);
            case "delete" -> Write.deleteObject(object);
            default -> Write.patchObject(object, patch);
        };
    }

    private static List<Manifests> objects(YamlPart files) {
        List<String> sources = files.texts().stream().map(files::fillIn).toList();
        return read(
                files,
                sources,
                () -> Manifests.load(files.placeholders(), sources).each());
    }

    /** As it stands there, or in a file. */
    private static String patch(YamlPart with) {
        return with.fillIn(String.valueOf(with.json() instanceof JsonPrimitive ? file(with) : with.json()));
    }

    private static JsonElement file(YamlPart with) {
        String source = with.fillIn(with.text());
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

    /** The questions about a subject: to send each of the writes. */
    Stream<AccessTableFile.Ask> asks(String subject) {
        return writes.stream().map(write -> ask(subject, write));
    }

    private AccessTableFile.Ask ask(String subject, Write ofObject) {
        YamlPart namespace = whole.part(AccessTableFile.WHEN).part(CaseQuestion.NAMESPACE);
        boolean isSaid = namespace.json() != null;
        Write write = isSaid ? ofObject.in(whole.fillIn(namespace.text())) : ofObject;
        Consumer<KubeAccessAssert> assertion = assertion(write);
        return new AccessTableFile.Ask(
                ofObject + (isSaid ? " in " + namespace.text() : ""),
                "",
                who -> assertion.accept(sender(subject, who)));
    }

    private Consumer<KubeAccessAssert> assertion(Write write) {
        YamlPart then = whole.part(YamlPart.THEN);
        AccessTableFile.Answer answer = AccessTableFile.Answer.of(then);
        return switch (answer.form()) {
            case AccessTableFile.ALLOW -> user -> user.can(write);
            case AccessTableFile.DENY -> user -> user.cannot(write);
            case WARNED_BY -> user -> user.can(write).warnedBy(answer.by());
            case DENY_BY -> user -> user.cannot(write).deniedBy(answer.by());
            default ->
                throw then.malformed("write allow, deny, \"deny by ValidatingAdmissionPolicy release-only\" to say what"
                        + " in admission denies it, or \"allow, warned by ValidatingAdmissionPolicy release-only\"");
        };
    }

    private KubeAccessAssert sender(String subject, AbstractAccessAssert<?, ?> who) {
        if (who instanceof KubeAccessAssert user) {
            return user;
        }
        throw new AccessQueryException(whole.place() + ": a write is sent by a user, and \"" + Printable.text(subject)
                + "\" has no credential here: declare the user, and write its name");
    }
}
