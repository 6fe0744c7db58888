package dev.kubeuser.dryrun;

import com.google.gson.JsonObject;
import dev.kubeuser.manifest.ManifestException;
import dev.kubeuser.manifest.ManifestObject;
import dev.kubeuser.manifest.Manifests;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.apiguardian.api.API;
import org.assertj.core.annotation.CheckReturnValue;
import org.jspecify.annotations.Nullable;

/**
 * A write as admission sees it: of an object, or a connection to one. It is only tried: by a dry run, which changes
 * nothing. Immutable and thread-safe.
 *
 * <pre>{@code
 * assertThat(bob).cannot(create(Manifests.load("pod.yaml")).in("prod")).deniedBy("ValidatingAdmissionPolicy release-only");
 * }</pre>
 *
 * @see <a href="https://kubernetes.io/docs/reference/access-authn-authz/admission-controllers/">Admission Control</a>
 */
@CheckReturnValue
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class Write {

    /** What is done with the object. */
    enum Operation {
        CREATE,
        UPDATE,
        APPLY,
        PATCH,
        DELETE,
        CONNECT;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final Operation operation;
    private final ManifestObject object;
    private final @Nullable String namespace;
    private final @Nullable ObjectPatch patch;
    private final @Nullable Connection connection;

    private Write(
            Operation operation,
            ManifestObject object,
            @Nullable String namespace,
            @Nullable ObjectPatch patch,
            @Nullable Connection connection) {
        this.operation = operation;
        this.object = object;
        this.namespace = namespace;
        this.patch = patch;
        this.connection = connection;
    }

    private static Write of(Operation operation, Manifests manifests) {
        return new Write(operation, single(manifests), null, null, null);
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
    public static Write create(Manifests object) {
        return of(Operation.CREATE, object);
    }

    /**
     * {@return the replacement of an object that exists, by PUT}
     *
     * @param object as it is to be
     * @throws IllegalArgumentException if these are several objects
     */
    public static Write update(Manifests object) {
        return of(Operation.UPDATE, object);
    }

    /**
     * {@return a server-side apply, which creates or changes the object and takes over the fields of others}
     *
     * @param object what the writer wants of it
     * @throws IllegalArgumentException if these are several objects
     */
    public static Write apply(Manifests object) {
        return of(Operation.APPLY, object);
    }

    /**
     * {@return the patch of an object that exists}
     *
     * <p>For a strategic merge patch, which only built-in kinds take, write {@link #apply}: it merges lists as well.
     *
     * @param object only its kind, namespace and name count
     * @param patch in JSON or YAML: a list is a JSON patch, as {@code [{op: remove, path: /data/bread}]}; an object is a
     *     JSON merge patch, as {@code {data: {bread: null}}}
     * @throws IllegalArgumentException if these are several objects, or the patch is neither
     * @throws ManifestException if the patch is not YAML
     */
    public static Write patch(Manifests object, String patch) {
        return new Write(Operation.PATCH, single(object), null, ObjectPatch.parse(patch), null);
    }

    /**
     * {@return the deletion of an object that exists}
     *
     * @param object only its kind, namespace and name count
     * @throws IllegalArgumentException if these are several objects
     */
    public static Write delete(Manifests object) {
        return of(Operation.DELETE, object);
    }

    /**
     * {@return a connection to an object that exists, which admission knows as the operation CONNECT}
     *
     * <p>There is no dry run of it. Instead, the request is one that the API server answers itself, after admission and
     * before it connects to anything: {@code exec}, {@code attach} and {@code portforward} without a protocol, and GET of
     * {@code proxy} without a path. So no command runs, and no request reaches a pod, a Service or a node, on any kind of
     * cluster. The pod needs no node; before Kubernetes 1.37, the Service needs its Endpoints object. Admission sees the
     * same options as with a real connection, but for the path of {@code proxy}, which is empty.
     *
     * @param object a Pod, a Service or a Node; only its kind, namespace and name count
     * @param to {@code exec}, {@code attach} or {@code portforward} of a Pod, or {@code proxy}; options as in the URL of the
     *     request, for example {@code exec?container=web&command=sh}
     * @throws IllegalArgumentException if these are several objects, or there is no such connection to them
     */
    public static Write connect(Manifests object, String to) {
        ManifestObject single = single(object);
        return new Write(Operation.CONNECT, single, null, null, Connection.parse(single, to));
    }

    /**
     * {@return the same write in a namespace, whatever the object says}
     *
     * @param other the name of the namespace; by default that of the object, or else of the user's access
     */
    public Write in(String other) {
        return new Write(operation, object, other, patch, connection);
    }

    Operation operation() {
        return operation;
    }

    /**
     * {@return the object, as it was written}
     */
    public ManifestObject object() {
        return object;
    }

    String namespace(String ofAccess) {
        return Optional.ofNullable(namespace).or(object::namespace).orElse(ofAccess);
    }

    /** The patch of a {@code PATCH}. */
    ObjectPatch patch() {
        return Objects.requireNonNull(patch);
    }

    /** The connection of a {@code CONNECT}. */
    Connection connection() {
        return Objects.requireNonNull(connection);
    }

    /**
     * {@return whether the whole object is sent}
     */
    @API(status = API.Status.INTERNAL)
    public boolean isOfWholeObject() {
        return operation == Operation.CREATE || operation == Operation.UPDATE || operation == Operation.APPLY;
    }

    /** The object to send, in its namespace; empty for a cluster-scoped object. */
    JsonObject content(String inNamespace) {
        JsonObject content = object.json();
        JsonObject metadata = Objects.requireNonNull(content.getAsJsonObject("metadata"));
        if (inNamespace.isEmpty()) {
            metadata.remove("namespace");
        } else {
            metadata.addProperty("namespace", inNamespace);
        }
        return content;
    }

    /** For example {@code create Pod web (pod.yaml:1) in namespace prod}. */
    @Override
    public String toString() {
        return operation.word() + " " + (connection == null ? "" : "to " + connection + " of ") + object
                + (namespace == null ? "" : " in namespace " + namespace);
    }
}
