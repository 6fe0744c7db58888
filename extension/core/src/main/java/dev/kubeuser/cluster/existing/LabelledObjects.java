package dev.kubeuser.cluster.existing;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.kubeuser.base.internal.InFlight;
import dev.kubeuser.base.internal.JsonParts;
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
import java.util.function.Predicate;
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

    /** What manifests of policies contain or the library creates. */
    private static final List<GroupVersionResource> OF_POLICIES = List.of(
            new GroupVersionResource("", "v1", "namespaces"),
            new GroupVersionResource("", "v1", "serviceaccounts"),
            new GroupVersionResource("rbac.authorization.k8s.io", "v1", "clusterroles"),
            new GroupVersionResource("rbac.authorization.k8s.io", "v1", "clusterrolebindings"),
            new GroupVersionResource("rbac.authorization.k8s.io", "v1", "roles"),
            new GroupVersionResource("rbac.authorization.k8s.io", "v1", "rolebindings"),
            SIGNING_REQUESTS);

    private final ApiRequests requests;
    private @Nullable Collection<APIResource> served;
    private String gap = "";

    /** Works by requests of the administrator. */
    LabelledObjects(ApiRequests requests) {
        this.requests = requests;
    }

    /** Finds signing requests only, which every user with a certificate needs. */
    List<LabelledObject> signingRequests(String selector) throws ApiException {
        return list(SIGNING_REQUESTS, "", selector);
    }

    /** Finds objects of the kinds that policies have. Leaves out kinds that the administrator may not list. */
    List<LabelledObject> ofPolicies(String selector) {
        return ofEach(OF_POLICIES, kind -> listIfPossible(kind, selector));
    }

    /** Finds objects of all kinds that can be listed. */
    List<LabelledObject> all(String selector) {
        return ofEach(kinds(resource -> true), kind -> listIfPossible(kind, selector));
    }

    private List<LabelledObject> listIfPossible(GroupVersionResource kind, String selector) {
        try {
            return list(kind, "", selector);
        } catch (ApiException notListable) {
            return List.of();
        }
    }

    private static List<LabelledObject> ofEach(
            List<GroupVersionResource> kinds, Function<GroupVersionResource, List<LabelledObject>> list) {
        return InFlight.QUESTIONS.ask(kinds, list).stream()
                .flatMap(List::stream)
                .toList();
    }

    /**
     * What would go with a Namespace or a CustomResourceDefinition although its run did not create it. An object goes
     * with its owners if these do; objects that own each other, or themselves, are foreign. What somebody creates after
     * the look is not seen.
     *
     * @throws ClusterException if a part of it cannot be found out
     */
    List<LabelledObject> foreignIn(LabelledObject holder) {
        List<LabelledObject> foreign = new ArrayList<>(contentOf(holder));
        Set<String> going = new HashSet<>();
        while (foreign.removeIf(object -> goes(object, holder.run(), going) && going.add(object.uid()))) {
            // Each round finds what is owned by those of the round before.
        }
        return foreign;
    }

    private static boolean goes(LabelledObject object, String run, Set<String> going) {
        return object.isOfEveryNamespace()
                || object.isGenuineOf(run)
                || (!object.ownerUids().isEmpty() && going.containsAll(object.ownerUids()));
    }

    private List<LabelledObject> contentOf(LabelledObject holder) {
        if (!holder.isNamespace() && !holder.isDefinition()) {
            return List.of();
        }
        List<GroupVersionResource> kinds = kinds(resource -> mayBeIn(holder, resource));
        if (!gap.isEmpty() || kinds.isEmpty()) {
            throw new ClusterException(gap.isEmpty() ? "no version of it is served" : gap);
        }
        return ofEach(kinds, kind -> listWhole(kind, holder.isNamespace() ? holder.name() : ""));
    }

    /** The name of a CustomResourceDefinition has the resource and its group. */
    private static boolean mayBeIn(LabelledObject holder, APIResource resource) {
        return holder.isNamespace()
                ? resource.getNamespaced() && !resource.getGroup().equals(METRICS)
                : holder.name().equals(resource.getResourcePlural() + "." + resource.getGroup());
    }

    /** A kind that cannot be listed at all, such as that of reviews, has no objects. */
    private List<LabelledObject> listWhole(GroupVersionResource kind, String namespace) {
        try {
            return list(kind, namespace, "");
        } catch (ApiException refusal) {
            if (refusal.getCode() == NOT_FOUND || refusal.getCode() == NOT_ALLOWED) {
                return List.of();
            }
            throw new ClusterException(LabelledObject.name(kind) + ": " + ApiRequests.describe(refusal), refusal);
        }
    }

    /** The kinds of the server; if the server of an aggregated API is down, notes that as a gap. */
    private List<GroupVersionResource> kinds(Predicate<APIResource> wanted) {
        return served().stream()
                .filter(wanted)
                .map(resource -> new GroupVersionResource(
                        resource.getGroup(), resource.getPreferredVersion(), resource.getResourcePlural()))
                .toList();
    }

    private Collection<APIResource> served() {
        Collection<APIResource> known = served;
        if (known == null) {
            try {
                known = new Discovery(requests.apiClient()).findAll();
            } catch (IncompleteDiscoveryException partly) {
                known = partly.getDiscoveredResources();
                gap = whatIsMissing(partly);
            } catch (ApiException refusal) {
                throw new ClusterException(
                        "What the API server has could not be found out: " + ApiRequests.describe(refusal), refusal);
            }
            served = known;
        }
        return known;
    }

    /** Without the headers of the answer. */
    private static String whatIsMissing(IncompleteDiscoveryException partly) {
        return String.valueOf(partly.getMessage())
                .lines()
                .findFirst()
                .orElse("")
                .replaceFirst("^Message: ", "");
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
     * Removes the object that was seen, and not another one of its name.
     *
     * @return why it stays; empty if it is gone
     */
    Optional<String> remove(LabelledObject object) {
        JsonObject seen = new JsonObject();
        seen.addProperty("uid", object.uid());
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
                case CONFLICT -> Optional.of("it was replaced at this moment");
                default -> Optional.of("removing it failed: " + ApiRequests.describe(refusal));
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
