package dev.kubeuser.cluster.existing;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.kubeuser.base.internal.InFlight;
import dev.kubeuser.base.internal.JsonParts;
import dev.kubeuser.base.internal.Status;
import dev.kubeuser.cluster.ClusterException;
import dev.kubeuser.cluster.internal.ApiRequests;
import io.kubernetes.client.Discovery;
import io.kubernetes.client.Discovery.APIResource;
import io.kubernetes.client.apimachinery.GroupVersionResource;
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.util.exception.IncompleteDiscoveryException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import okhttp3.HttpUrl;
import okhttp3.Request;
import org.jspecify.annotations.Nullable;

/** Finds objects that carry a label, and what is in them, and removes objects. */
final class LabelledObjects {

    private static final int NOT_FOUND = 404;
    private static final int NOT_ALLOWED = 405;
    private static final int CONFLICT = 409;
    private static final String PAGE = "500";

    /** Without the content, such as that of a Secret. */
    private static final String METADATA =
            "application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io, application/json";

    /** Measurements, which no one stores. */
    private static final String METRICS = "metrics.k8s.io";

    private static final GroupVersionResource SIGNING_REQUESTS =
            new GroupVersionResource("certificates.k8s.io", "v1", "certificatesigningrequests");

    private final ApiRequests requests;
    private @Nullable Served served;

    /** Works by requests of the administrator. */
    LabelledObjects(ApiRequests requests) {
        this.requests = requests;
    }

    /**
     * What the server has.
     *
     * @param gap why resources of an aggregated API are left out, whose server is down; empty if none are
     */
    private record Served(Collection<APIResource> resources, Optional<String> gap) {}

    /** Finds signing requests only, which every user with a certificate needs. */
    List<LabelledObject> signingRequests(String selector) throws ApiException {
        return list(SIGNING_REQUESTS, "", selector);
    }

    /** Finds objects of all kinds that can be listed. */
    List<LabelledObject> all(String selector) throws ApiException {
        return listThosePossible(
                served().resources().stream().map(LabelledObjects::kind).toList(), selector);
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
        return ofEach(kinds, kind -> {
            try {
                return list(kind, "", selector);
            } catch (ApiException notListable) {
                return List.of();
            }
        });
    }

    private static List<LabelledObject> ofEach(
            List<GroupVersionResource> kinds, Function<GroupVersionResource, List<LabelledObject>> list) {
        return InFlight.QUESTIONS.ask(kinds, list).stream()
                .flatMap(List::stream)
                .toList();
    }

    /**
     * What would go with a Namespace or a CustomResourceDefinition although its run did not create it. An object goes
     * with its owners, which are looked at themselves; objects that own each other, or themselves, are foreign. What
     * somebody creates after the look is not seen.
     *
     * @throws ClusterException if a part of it cannot be found out
     */
    List<LabelledObject> foreignIn(LabelledObject holder) throws ApiException {
        List<LabelledObject> held =
                holder.isNamespace() ? inNamespace(holder.name()) : holder.isDefinition() ? defined(holder) : List.of();
        Set<String> here = held.stream().map(LabelledObject::uid).collect(Collectors.toSet());
        Set<String> judged = new HashSet<>();
        List<LabelledObject> foreign = new ArrayList<>();
        List<LabelledObject> owned = new ArrayList<>();
        for (LabelledObject object : held) {
            boolean isExpected = object.isOfEveryNamespace() || object.isGenuineOf(holder.run());
            if (!isExpected && !object.ownerUids().isEmpty() && here.containsAll(object.ownerUids())) {
                owned.add(object);
                continue;
            }
            judged.add(object.uid());
            if (!isExpected) {
                foreign.add(object);
            }
        }
        while (owned.removeIf(object -> judged.containsAll(object.ownerUids()) && judged.add(object.uid()))) {
            // Each round judges the next generation.
        }
        foreign.addAll(owned);
        return foreign;
    }

    private List<LabelledObject> inNamespace(String namespace) throws ApiException {
        Served all = served();
        all.gap().ifPresent(gap -> {
            throw new ClusterException(gap);
        });
        List<GroupVersionResource> kinds = all.resources().stream()
                .filter(APIResource::getNamespaced)
                .filter(resource -> !resource.getGroup().equals(METRICS))
                .map(LabelledObjects::kind)
                .toList();
        return ofEach(kinds, kind -> listWhole(kind, namespace));
    }

    private List<LabelledObject> defined(LabelledObject definition) {
        return definition
                .servedKind()
                .map(kind -> listWhole(kind, ""))
                .orElseThrow(() -> new ClusterException("no version of it is served"));
    }

    /** A kind that cannot be listed at all, such as that of reviews, has no objects. */
    private List<LabelledObject> listWhole(GroupVersionResource kind, String namespace) {
        try {
            return list(kind, namespace, "");
        } catch (ApiException refusal) {
            if (refusal.getCode() == NOT_FOUND || refusal.getCode() == NOT_ALLOWED) {
                return List.of();
            }
            throw new ClusterException(LabelledObject.name(kind) + ": " + Status.describe(refusal), refusal);
        }
    }

    private Served served() throws ApiException {
        Served known = served;
        if (known == null) {
            try {
                known = new Served(new Discovery(requests.apiClient()).findAll(), Optional.empty());
            } catch (IncompleteDiscoveryException partly) {
                known = new Served(partly.getDiscoveredResources(), Optional.of(String.valueOf(partly.getMessage())));
            }
            served = known;
        }
        return known;
    }

    private static GroupVersionResource kind(APIResource resource) {
        return new GroupVersionResource(
                resource.getGroup(), resource.getPreferredVersion(), resource.getResourcePlural());
    }

    /**
     * Lists the objects of a kind, page by page.
     *
     * @param namespace where; empty for all
     * @param selector of labels; if it is empty, all objects are listed, and only their metadata
     */
    List<LabelledObject> list(GroupVersionResource kind, String namespace, String selector) throws ApiException {
        List<LabelledObject> found = new ArrayList<>();
        String next = "";
        do {
            HttpUrl.Builder page = collection(kind, namespace)
                    .addQueryParameter("limit", PAGE)
                    .addQueryParameter("labelSelector", selector);
            if (!next.isEmpty()) {
                page.addQueryParameter("continue", next);
            }
            JsonObject list = requests.read(new Request.Builder()
                    .url(page.build())
                    .header("Accept", selector.isEmpty() ? METADATA : "application/json")
                    .build());
            for (JsonElement item : JsonParts.list(list, "items")) {
                found.add(new LabelledObject(kind, item.getAsJsonObject()));
            }
            next = JsonParts.text(JsonParts.object(list, "metadata"), "continue");
        } while (!next.isEmpty());
        return found;
    }

    /**
     * Removes the object that was seen: not another one of its name, and not a namespace that somebody changed since.
     *
     * @return why it stays; empty if it is gone
     */
    Optional<String> remove(LabelledObject object) {
        JsonObject seen = new JsonObject();
        seen.addProperty("uid", object.uid());
        if (object.isNamespace()) {
            seen.addProperty("resourceVersion", object.resourceVersion());
        }
        try {
            requests.delete(
                    collection(object.resource(), object.namespace())
                            .addPathSegment(object.name())
                            .build(),
                    seen);
            return Optional.empty();
        } catch (ApiException refusal) {
            return switch (refusal.getCode()) {
                case NOT_FOUND -> Optional.empty();
                case CONFLICT -> Optional.of("it was changed or replaced at this moment");
                default -> Optional.of("removing it failed: " + Status.describe(refusal));
            };
        }
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
