package dev.kubeuser.cluster.existing;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.kubeuser.base.internal.InFlight;
import dev.kubeuser.base.internal.Status;
import dev.kubeuser.cluster.internal.ApiRequests;
import io.kubernetes.client.Discovery;
import io.kubernetes.client.Discovery.APIResource;
import io.kubernetes.client.apimachinery.GroupVersionResource;
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.util.exception.IncompleteDiscoveryException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import okhttp3.HttpUrl;
import okhttp3.Request;

/**
 * Finds objects that carry a label, and removes objects.
 *
 * @param requests of the administrator
 */
record LabelledObjects(ApiRequests requests) {

    private static final int NOT_FOUND = 404;
    private static final int NOT_ALLOWED = 405;
    private static final int CONFLICT = 409;
    private static final String PAGE = "500";

    /** Without the content, such as that of a Secret. */
    private static final String METADATA =
            "application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io, application/json";

    private static final GroupVersionResource SIGNING_REQUESTS =
            new GroupVersionResource("certificates.k8s.io", "v1", "certificatesigningrequests");

    /** Finds signing requests only, which every user with a certificate needs. */
    List<LabelledObject> signingRequests(String selector) throws ApiException {
        return list(SIGNING_REQUESTS, selector);
    }

    /** Finds objects of all kinds that can be listed. */
    List<LabelledObject> all(String selector) throws ApiException {
        List<GroupVersionResource> kinds = new ArrayList<>();
        for (APIResource resource : served(partly -> {})) {
            kinds.add(kind(resource));
        }
        return listThosePossible(kinds, selector);
    }

    /** Finds the kinds that manifests of policies contain or the library creates. Leaves out those it may not list. */
    List<LabelledObject> ofPolicies(String selector) {
        List<GroupVersionResource> kinds = new ArrayList<>();
        for (String plural : List.of("clusterroles", "clusterrolebindings", "roles", "rolebindings")) {
            kinds.add(new GroupVersionResource("rbac.authorization.k8s.io", "v1", plural));
        }
        for (String plural : List.of("namespaces", "serviceaccounts")) {
            kinds.add(new GroupVersionResource("", "v1", plural));
        }
        kinds.add(SIGNING_REQUESTS);
        return listThosePossible(kinds, selector);
    }

    private List<LabelledObject> listThosePossible(List<GroupVersionResource> kinds, String selector) {
        return InFlight.QUESTIONS.ask(kinds, kind -> listIfPossible(kind, selector)).stream()
                .flatMap(List::stream)
                .toList();
    }

    private List<LabelledObject> listIfPossible(GroupVersionResource resource, String selector) {
        try {
            return list(resource, selector);
        } catch (ApiException notListable) {
            return List.of();
        }
    }

    List<LabelledObject> list(GroupVersionResource resource, String selector) throws ApiException {
        List<LabelledObject> found = new ArrayList<>();
        HttpUrl url = collection(resource, "")
                .addQueryParameter("labelSelector", selector)
                .build();
        read(resource, url, "application/json", found::add);
        return found;
    }

    /**
     * The resources that the server has.
     *
     * @param incomplete hears why those of an aggregated API are left out, whose server is down
     */
    Collection<APIResource> served(Consumer<String> incomplete) throws ApiException {
        try {
            return new Discovery(requests.apiClient()).findAll();
        } catch (IncompleteDiscoveryException partly) {
            incomplete.accept(String.valueOf(partly.getMessage()));
            return partly.getDiscoveredResources();
        }
    }

    static GroupVersionResource kind(APIResource resource) {
        return new GroupVersionResource(
                resource.getGroup(), resource.getPreferredVersion(), resource.getResourcePlural());
    }

    /**
     * Shows the metadata of each object of a kind, page by page, until the reader has seen enough. A kind that cannot be
     * listed at all, such as that of reviews, has none.
     *
     * @param namespace where; empty for all
     */
    void read(GroupVersionResource resource, String namespace, Predicate<LabelledObject> reader) throws ApiException {
        try {
            read(resource, collection(resource, namespace).build(), METADATA, reader);
        } catch (ApiException refusal) {
            if (refusal.getCode() != NOT_FOUND && refusal.getCode() != NOT_ALLOWED) {
                throw refusal;
            }
        }
    }

    private void read(GroupVersionResource resource, HttpUrl url, String accept, Predicate<LabelledObject> reader)
            throws ApiException {
        String next = "";
        do {
            HttpUrl.Builder page = url.newBuilder().addQueryParameter("limit", PAGE);
            if (!next.isEmpty()) {
                page.addQueryParameter("continue", next);
            }
            JsonObject list = requests.read(new Request.Builder()
                    .url(page.build())
                    .header("Accept", accept)
                    .build());
            if (list.get("items") instanceof JsonArray items) {
                for (JsonElement item : items) {
                    if (!reader.test(new LabelledObject(resource, item.getAsJsonObject()))) {
                        return;
                    }
                }
            }
            next = list.get("metadata") instanceof JsonObject metadata && metadata.has("continue")
                    ? metadata.get("continue").getAsString()
                    : "";
        } while (!next.isEmpty());
    }

    /**
     * Removes the object that was seen: not another one of its name, and not a namespace that somebody changed since.
     *
     * @return why it stays; empty if it is gone
     */
    Optional<String> remove(LabelledObject object) {
        try {
            delete(object);
            return Optional.empty();
        } catch (ApiException refusal) {
            return switch (refusal.getCode()) {
                case NOT_FOUND -> Optional.empty();
                case CONFLICT -> Optional.of("it was changed or replaced at this moment");
                default -> Optional.of("removing it failed: " + Status.describe(refusal));
            };
        }
    }

    private void delete(LabelledObject object) throws ApiException {
        JsonObject seen = new JsonObject();
        seen.addProperty("uid", object.uid());
        if (object.isNamespace()) {
            seen.addProperty("resourceVersion", object.resourceVersion());
        }
        requests.delete(
                collection(object.resource(), object.namespace())
                        .addPathSegment(object.name())
                        .build(),
                seen);
    }

    /** @param namespace empty for all, or for a cluster-scoped kind */
    private HttpUrl.Builder collection(GroupVersionResource resource, String namespace) {
        String group = resource.getGroup();
        HttpUrl.Builder url = requests.url((group.isEmpty() ? "api/" : "apis/" + group + "/") + resource.getVersion())
                .newBuilder();
        if (!namespace.isEmpty()) {
            url.addPathSegment("namespaces").addPathSegment(namespace);
        }
        return url.addPathSegment(resource.getResource());
    }
}
