// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.question;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.kubeuser.manifest.ConfigurationDocument;
import dev.kubeuser.manifest.ManifestException;
import dev.kubeuser.manifest.ManifestObject;
import dev.kubeuser.manifest.Manifests;
import dev.kubeuser.query.AccessQuery;
import dev.kubeuser.query.internal.ServedResource;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import okhttp3.MediaType;
import okhttp3.RequestBody;
import org.apiguardian.api.API;
import org.assertj.core.annotation.CheckReturnValue;
import org.jspecify.annotations.Nullable;

/**
 * The write of an object. It is only tried: by a dry run, which changes nothing. Immutable and thread-safe.
 *
 * <pre>{@code
 * assertThat(bob)
 *         .cannot(createObject(Manifests.load("pod.yaml")).in("prod"))
 *         .deniedBy("ValidatingAdmissionPolicy release-only");
 * }</pre>
 *
 * @see <a href="https://kubernetes.io/docs/reference/access-authn-authz/admission-controllers/">Admission Control</a>
 */
@CheckReturnValue
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class Write {

    private enum Operation {
        CREATE,
        UPDATE,
        APPLY,
        PATCH,
        DELETE
    }

    static final MediaType JSON = MediaType.get("application/json");
    static final MediaType APPLY_PATCH = MediaType.get("application/apply-patch+yaml");
    static final MediaType MERGE_PATCH = MediaType.get("application/merge-patch+json");
    private static final MediaType JSON_PATCH = MediaType.get("application/json-patch+json");

    private final Operation operation;
    private final ManifestObject object;
    private final @Nullable String namespace;
    private final @Nullable JsonElement patch;

    private Write(Operation operation, ManifestObject object, @Nullable String namespace, @Nullable JsonElement patch) {
        this.operation = operation;
        this.object = object;
        this.namespace = namespace;
        this.patch = patch;
    }

    private static Write of(Operation operation, Manifests manifests) {
        return new Write(operation, single(manifests), null, null);
    }

    private static ManifestObject single(Manifests manifests) {
        if (manifests.objects().size() != 1) {
            throw new IllegalArgumentException("A write is about one object, and these manifests hold "
                    + manifests.objects().size() + ": " + manifests + ". Load the file of one");
        }
        return manifests.objects().get(0);
    }

    /**
     * {@return the creation of an object}
     *
     * @param object for example {@code Manifests.load("pod.yaml")} or {@code Manifests.parse("a pod", yaml)}
     * @throws IllegalArgumentException if these are several objects
     */
    public static Write createObject(Manifests object) {
        return of(Operation.CREATE, object);
    }

    /**
     * {@return the replacement of an object that exists, by PUT}
     *
     * @param object as it is to be
     * @throws IllegalArgumentException if these are several objects
     */
    public static Write updateObject(Manifests object) {
        return of(Operation.UPDATE, object);
    }

    /**
     * {@return a server-side apply, which creates or changes the object and takes over the fields of others}
     *
     * @param object what the writer wants of it
     * @throws IllegalArgumentException if these are several objects
     */
    public static Write applyObject(Manifests object) {
        return of(Operation.APPLY, object);
    }

    /**
     * {@return the patch of an object that exists}
     *
     * <p>For a strategic merge patch, which only built-in kinds take, write {@link #applyObject}: it merges lists as
     * well.
     *
     * @param object only its kind, namespace and name matter
     * @param patch in JSON or YAML: a list is a JSON patch, as {@code [{op: remove, path: /data/bread}]}; an object is
     *     a JSON merge patch, as {@code {data: {bread: null}}}
     * @throws IllegalArgumentException if these are several objects, or the patch is neither
     * @throws ManifestException if the patch is not YAML
     */
    public static Write patchObject(Manifests object, String patch) {
        return new Write(Operation.PATCH, single(object), null, parsed(patch));
    }

    /**
     * {@return the deletion of an object that exists}
     *
     * @param object only its kind, namespace and name matter
     * @throws IllegalArgumentException if these are several objects
     */
    public static Write deleteObject(Manifests object) {
        return of(Operation.DELETE, object);
    }

    /**
     * {@return the same write in a namespace, even if the object names another one}
     *
     * @param other the name of the namespace; by default that of the object, or else of the user's access
     */
    public Write in(String other) {
        return new Write(operation, object, other, patch);
    }

    /** {@return the object, as it was written} */
    public ManifestObject object() {
        return object;
    }

    /** The question whether a user may do it, in the namespace of the user's access. */
    AccessQuery query(ServedResource resource, String ofAccess) {
        AccessQuery query = AccessQuery.verb(
                operation == Operation.APPLY ? "patch" : word(), resource.name().toString());
        if (operation != Operation.CREATE) {
            query = query.named(object.name());
        }
        String place = Optional.ofNullable(namespace).or(object::namespace).orElse(ofAccess);
        return !resource.isNamespaced() || place.isEmpty() ? query : query.in(place);
    }

    private static JsonElement parsed(String patch) {
        List<ConfigurationDocument> documents = ConfigurationDocument.parse("patch", patch);
        if (documents.size() == 1 && isPatch(documents.get(0).json())) {
            return documents.get(0).json();
        }
        throw new IllegalArgumentException(
                "A patch is a list of operations, as in [{op: remove, path: /data/bread}], or an"
                        + " object to merge, as in {data: {bread: null}}");
    }

    private static boolean isPatch(JsonElement json) {
        return json instanceof JsonObject
                || (json instanceof JsonArray operations
                        && !operations.isEmpty()
                        && operations.asList().stream().allMatch(JsonElement::isJsonObject));
    }

    /** The patch, or the object in the namespace of the question. */
    RequestBody body(AccessQuery query) {
        if (patch != null) {
            return RequestBody.create(patch.toString(), patch instanceof JsonArray ? JSON_PATCH : MERGE_PATCH);
        }
        JsonObject content = object.json();
        JsonObject metadata = Objects.requireNonNull(content.getAsJsonObject("metadata"));
        metadata.remove("namespace");
        query.namespace().ifPresent(place -> metadata.addProperty("namespace", place));
        return RequestBody.create(content.toString(), operation == Operation.APPLY ? APPLY_PATCH : JSON);
    }

    /** {@return whether the whole object is sent} */
    @API(status = API.Status.INTERNAL)
    public boolean isOfWholeObject() {
        return operation == Operation.CREATE || operation == Operation.UPDATE || operation == Operation.APPLY;
    }

    private String word() {
        return operation.name().toLowerCase(Locale.ROOT);
    }

    /** For example {@code create Pod web (pod.yaml:1) in namespace prod}. */
    @Override
    public String toString() {
        return word() + " " + object + (namespace == null ? "" : " in namespace " + namespace);
    }
}
