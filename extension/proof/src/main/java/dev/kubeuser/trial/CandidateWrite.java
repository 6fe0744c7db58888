package dev.kubeuser.trial;

import com.google.gson.JsonObject;
import dev.kubeuser.base.internal.JsonParts;
import dev.kubeuser.coverage.internal.JavaText;
import dev.kubeuser.dryrun.Write;
import dev.kubeuser.manifest.ManifestException;
import dev.kubeuser.manifest.Manifests;
import dev.kubeuser.manifest.internal.ManifestYaml;
import dev.kubeuser.rbac.UserInfo;
import dev.kubeuser.run.internal.OwnNamespaces;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A write that an assertion may be about.
 *
 * @param user the name of the user
 * @param operation for example {@code create}
 * @param object what is written, without its namespace
 * @param file where the test has the object from
 * @param change how it differs from what the test writes, as in {@code spec.replicas: 1}; empty for not at all
 * @param namespace where, as in manifests; empty for a cluster-scoped object
 * @param existing the creation that the test tries, if it has to be done before; {@code null} if it has not
 */
record CandidateWrite(
        String user,
        String operation,
        JsonObject object,
        String file,
        String change,
        String namespace,
        @Nullable CandidateWrite existing) {

    private static final String INDENT = "        ";

    boolean isOfSameObject(CandidateWrite other) {
        return List.of("apiVersion", "kind").stream()
                        .allMatch(part -> JsonParts.text(object, part).equals(JsonParts.text(other.object, part)))
                && name(object).equals(name(other.object));
    }

    private static String name(JsonObject object) {
        return JsonParts.text(object.get("metadata"), "name");
    }

    CandidateWrite by(String other) {
        return new CandidateWrite(other, operation, object, file, change, namespace, existing);
    }

    CandidateWrite in(String other) {
        CandidateWrite there = existing == null ? null : existing.in(other);
        return new CandidateWrite(user, operation, object, file, change, other, there);
    }

    CandidateWrite changed(JsonObject other, String otherChange) {
        return new CandidateWrite(user, operation, other, file, otherChange, namespace, existing);
    }

    CandidateWrite operation(String other, @Nullable CandidateWrite onExisting) {
        return new CandidateWrite(user, other, object, file, change, namespace, onExisting);
    }

    Manifests manifests() {
        return Manifests.parse(title(), object.toString());
    }

    private String title() {
        return change.isEmpty() ? file : file + " " + change;
    }

    Write write(String realNamespace) {
        Manifests manifests = manifests();
        Write write = switch (operation) {
            case "create" -> Write.create(manifests);
            case "update" -> Write.update(manifests);
            case "apply" -> Write.apply(manifests);
            case "delete" -> Write.delete(manifests);
            default -> throw new IllegalArgumentException(operation);
        };
        return realNamespace.isEmpty() ? write : write.in(realNamespace);
    }

    /**
     * An assertion about it.
     *
     * @param assertion the statement, with {@code %s} for the user and the write
     */
    String java(String assertion, String realNamespace, OwnNamespaces own) {
        String where = realNamespace.isEmpty() ? "" : JavaText.expression(realNamespace, own);
        String write = operation + "(" + source() + ")" + (where.isEmpty() ? "" : ".in(" + where + ")");
        String statement = assertion.formatted(JavaText.variable(UserInfo.user(user)), write);
        if (existing == null) {
            return statement;
        }
        String options = where.isEmpty() ? "" : ", ApplyOptions.defaults().withNamespace(" + where + ")";
        return "try (AppliedManifests existing = AppliedManifests.apply(" + existing.source() + ", admin" + options
                + ")) {\n    " + statement + "\n}";
    }

    /** The file, if it holds this object alone; otherwise the text. */
    private String source() {
        return change.isEmpty() && isWholeFile()
                ? "Manifests.load(" + JavaText.literal(file) + ")"
                : "Manifests.parse(" + JavaText.literal(title()) + ", "
                        + JavaText.block(ManifestYaml.write(object), INDENT) + ")";
    }

    private boolean isWholeFile() {
        try {
            return Manifests.load(file).objects().stream()
                    .map(each -> withoutNamespace(each.json()))
                    .toList()
                    .equals(List.of(object));
        } catch (ManifestException noFile) {
            return false;
        }
    }

    static JsonObject withoutNamespace(JsonObject object) {
        object.getAsJsonObject("metadata").remove("namespace");
        return object;
    }
}
