package dev.kubeuser.guard.internal;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.kubeuser.access.internal.ClusterContext;
import dev.kubeuser.base.internal.JsonParts;
import dev.kubeuser.base.internal.Status;
import dev.kubeuser.cluster.internal.ApiRequests;
import dev.kubeuser.discovery.internal.DiscoveredResource;
import dev.kubeuser.discovery.internal.ObjectKey;
import dev.kubeuser.discovery.internal.ObjectKind;
import dev.kubeuser.discovery.internal.ResourceName;
import dev.kubeuser.manifest.ManifestObject;
import dev.kubeuser.rbac.ResourceAttributes;
import dev.kubeuser.review.AccessReviewException;
import io.kubernetes.client.openapi.ApiException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import okhttp3.Request;

/** What admission goes by in a cluster, as the administrator sees it. Reads each list once. Not thread-safe. */
final class AdmissionObjects {

    static final String GROUP = "admissionregistration.k8s.io";

    /** Without what the objects hold: parameters may be Secrets. */
    private static final String METADATA = "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1";

    private final ClusterContext context;
    private final List<ManifestObject> files;
    private final Map<DiscoveredResource, List<GuardObject>> known = new HashMap<>();

    /** Policies and bindings are those of files if there are any, or else those of the cluster. */
    AdmissionObjects(ClusterContext context, List<ManifestObject> files) {
        this.context = context;
        this.files = files;
    }

    /** Whether the API server has the policies from files, so that nobody can change them. */
    boolean areOfFiles() {
        return !files.isEmpty();
    }

    /** Policies, bindings or configurations, by their kind; none if the server does not know it. */
    List<JsonObject> ofAdmission(String kind) {
        return areOfFiles()
                ? files.stream()
                        .filter(object ->
                                object.group().equals(GROUP) && object.kind().equals(kind))
                        .map(ManifestObject::json)
                        .toList()
                : listed(resource(kind));
    }

    private List<JsonObject> listed(String resource) {
        return context.discovery()
                .get()
                .find(ResourceName.of(GROUP, resource))
                .map(found -> items(found, "application/json")
                        .map(JsonElement::getAsJsonObject)
                        .toList())
                .orElse(List.of());
    }

    List<GuardObject> namespaces() {
        return builtIn("Namespace").stream()
                .map(object -> GuardObject.ofNamespace(object.request().name(), object.labels()))
                .toList();
    }

    /** A Service, if there is one. */
    Stream<GuardObject> service(String namespace, String name) {
        return builtIn("Service").stream()
                .filter(service -> service.request().namespace().equals(namespace)
                        && service.request().name().equals(name));
    }

    private List<GuardObject> builtIn(String kind) {
        return context.discovery()
                .find(new ObjectKind("v1", kind))
                .map(this::all)
                .orElseThrow();
    }

    boolean isOfCluster(String group, String resource) {
        return context.discovery()
                .get()
                .find(ResourceName.of(group, resource))
                .filter(found -> !found.isNamespaced())
                .isPresent();
    }

    Optional<DiscoveredResource> resource(JsonObject kind) {
        return context.discovery()
                .find(new ObjectKind(JsonParts.text(kind, "apiVersion"), JsonParts.text(kind, "kind")));
    }

    /** All objects of a resource. */
    List<GuardObject> all(DiscoveredResource resource) {
        return known.computeIfAbsent(
                resource,
                unknown -> items(unknown, METADATA)
                        .map(item -> object(unknown, item))
                        .toList());
    }

    private Stream<JsonElement> items(DiscoveredResource resource, String accept) {
        ApiRequests admin = context.cluster().adminRequests();
        Request request = new Request.Builder()
                .url(admin.url(resource.basePath() + "/" + resource.name().resource()))
                .header("Accept", accept)
                .build();
        try {
            return JsonParts.list(admin.read(request), "items").stream();
        } catch (ApiException refusal) {
            throw new AccessReviewException(
                    "The administrator could not list " + resource.name() + ", which admission goes by: "
                            + Status.describe(refusal) + ". Let it do so",
                    refusal);
        }
    }

    private GuardObject object(DiscoveredResource resource, JsonElement item) {
        JsonObject metadata = JsonParts.object(item, "metadata");
        JsonObject labels = JsonParts.object(metadata, "labels");
        return object(
                resource,
                JsonParts.text(metadata, "namespace"),
                JsonParts.text(metadata, "name"),
                labels.keySet().stream().collect(Collectors.toMap(key -> key, key -> JsonParts.text(labels, key))));
    }

    GuardObject object(DiscoveredResource resource, String namespace, String name, Map<String, String> labels) {
        return new GuardObject(
                title(resource.name().group(), resource.objects().kind(), namespace, name),
                ResourceAttributes.of(
                                "update",
                                resource.name().group(),
                                resource.name().resource())
                        .in(namespace)
                        .named(name),
                labels);
    }

    /** An object of admission's own group, which has no namespace. */
    GuardObject ofAdmission(String kind, JsonObject object) {
        String name = name(object);
        return new GuardObject(
                title(GROUP, kind, "", name),
                ResourceAttributes.of("update", GROUP, resource(kind)).named(name),
                Map.of());
    }

    static String name(JsonObject object) {
        return JsonParts.text(JsonParts.object(object, "metadata"), "name");
    }

    /** The resource of a kind of admission's own group. */
    static String resource(String kind) {
        String lower = kind.toLowerCase(Locale.ROOT);
        return lower.endsWith("y") ? lower.substring(0, lower.length() - 1) + "ies" : lower + "s";
    }

    /** With file and line, if a manifest has it. */
    private String title(String group, String kind, String namespace, String name) {
        ObjectKey key = new ObjectKey(group, kind, namespace.isEmpty() ? null : namespace, name);
        return files.stream()
                .filter(object -> object.kind().equals(kind) && object.name().equals(name))
                .findFirst()
                .or(() -> context.applied().find(key))
                .map(ManifestObject::toString)
                .orElseGet(key::title);
    }
}
