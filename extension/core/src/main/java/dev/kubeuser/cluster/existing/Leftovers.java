// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.cluster.existing;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.kubeuser.base.internal.InFlight;
import dev.kubeuser.base.internal.Json;
import dev.kubeuser.cluster.ClusterException;
import dev.kubeuser.cluster.internal.ApiRequests;
import dev.kubeuser.cluster.internal.Run;
import io.kubernetes.client.Discovery;
import io.kubernetes.client.Discovery.APIResource;
import io.kubernetes.client.apimachinery.GroupVersionResource;
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.util.exception.IncompleteDiscoveryException;
import java.net.HttpURLConnection;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import okhttp3.HttpUrl;
import okhttp3.Request;
import org.jspecify.annotations.Nullable;

/**
 * What killed runs left in an existing cluster, found by label. Each object is judged by itself, because anyone who can
 * patch it may have written its labels.
 */
final class Leftovers {

    private static final System.Logger LOG = System.getLogger(Leftovers.class.getName());

    private static final String PAGE = "500";

    /** A message names no more. */
    private static final int MAX_NAMES = 3;

    /** Without the content, such as that of a Secret. */
    private static final String METADATA =
            "application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io, application/json";

    /** Measurements, which no one stores. */
    private static final String METRICS = "metrics.k8s.io";

    private static final String RBAC = "rbac.authorization.k8s.io";

    /** The kinds that manifests of policies contain or the library creates. */
    private static final List<GroupVersionResource> OF_POLICIES = List.of(
            new GroupVersionResource("", "v1", "namespaces"),
            new GroupVersionResource("", "v1", "serviceaccounts"),
            new GroupVersionResource(RBAC, "v1", "clusterroles"),
            new GroupVersionResource(RBAC, "v1", "clusterrolebindings"),
            new GroupVersionResource(RBAC, "v1", "roles"),
            new GroupVersionResource(RBAC, "v1", "rolebindings"),
            new GroupVersionResource("certificates.k8s.io", "v1", "certificatesigningrequests"));

    /** Their controller would recreate an aggregating ClusterRole while it removes the rules of a part. */
    private static final Comparator<Leftover> NAMESPACES_LAST = Comparator.comparing(Leftover::isNamespace)
            .thenComparing(Leftover::isDefinition)
            .thenComparing(leftover -> !leftover.isAggregating());

    private final ApiRequests requests;
    private @Nullable Collection<APIResource> served;
    private String gap = "";

    /** Works by requests of the administrator. */
    Leftovers(ApiRequests requests) {
        this.requests = requests;
    }

    /** Finds objects of all kinds that can be listed. */
    List<Leftover> all(String selector) {
        return listEach(kinds(resource -> true), "", selector);
    }

    /** Finds objects of the kinds that policies have. Leaves out kinds that the administrator may not list. */
    List<Leftover> ofPolicies(String selector) {
        return listEach(OF_POLICIES, "", selector);
    }

    /**
     * Removes what dead runs of this machine left, if any left an object of a kind that policies contain. Neither a
     * refusal, as for an administrator with few rights, nor a forged label keeps a run from starting.
     */
    void removeThoseOfThisMachine() {
        if (ofPolicies(Run.RUN_LABEL).stream().noneMatch(Leftover::isOfKilledRun)) {
            return;
        }
        try {
            log(remove(all(Run.RUN_LABEL).stream()
                    .filter(Leftover::isOfKilledRun)
                    .map(this::judge)
                    .toList()));
        } catch (ClusterException refusal) {
            LOG.log(System.Logger.Level.WARNING, "kubeuser: what a killed run left stays: " + refusal.getMessage());
        }
    }

    /**
     * Removes those that no obstacle keeps.
     *
     * @return the same, with what kept some from being removed
     */
    List<Leftover> remove(List<Leftover> leftovers) {
        return leftovers.stream()
                .sorted(NAMESPACES_LAST)
                .map(leftover -> leftover.stays() ? leftover : removed(leftover))
                .toList();
    }

    /** Removes the object that was seen, and not another one of its name. */
    private Leftover removed(Leftover object) {
        try {
            HttpUrl.Builder url = collection(object.resource(), object.namespace());
            requests.delete(url.addPathSegment(object.name()).build(), object.uid());
            return object;
        } catch (ApiException refusal) {
            return switch (refusal.getCode()) {
                case HttpURLConnection.HTTP_NOT_FOUND -> object;
                case HttpURLConnection.HTTP_CONFLICT -> object.kept("it was replaced at this moment");
                default -> object.kept("removing it failed: " + ApiRequests.describe(refusal));
            };
        }
    }

    private static void log(List<Leftover> done) {
        if (!done.isEmpty()) {
            String lines = done.stream()
                    .map(leftover -> "\n  " + leftover.line("removed"))
                    .collect(Collectors.joining());
            LOG.log(
                    done.stream().anyMatch(Leftover::stays) ? System.Logger.Level.WARNING : System.Logger.Level.INFO,
                    "kubeuser: what a run left in the cluster:" + lines);
        }
    }

    /** Finds out whether a run created an object, and everything in it. */
    Leftover judge(Leftover object) {
        return object.doubt().or(() -> foreignContent(object)).map(object::kept).orElse(object);
    }

    private Optional<String> foreignContent(Leftover holder) {
        try {
            List<Leftover> foreign = foreignIn(holder);
            String names =
                    foreign.stream().limit(MAX_NAMES).map(Leftover::toString).collect(Collectors.joining(", "));
            String more = foreign.size() > MAX_NAMES ? " and more" : "";
            return foreign.isEmpty()
                    ? Optional.empty()
                    : Optional.of("it holds " + names + more + ", which the run did not create");
        } catch (ClusterException unknown) {
            return Optional.of("what is in it cannot be found out: " + unknown.getMessage());
        }
    }

    /**
     * The objects that would go with a Namespace or a CustomResourceDefinition although its run did not create them. An
     * object goes with its owners if these do; objects that own each other, or themselves, are foreign. Objects created
     * after the check are missed.
     *
     * @throws ClusterException if a part of it cannot be found out
     */
    List<Leftover> foreignIn(Leftover holder) {
        List<Leftover> foreign = new ArrayList<>(contentOf(holder));
        Set<String> going = new HashSet<>();
        while (foreign.removeIf(object -> goes(object, holder.run(), going) && going.add(object.uid()))) {
            // Each round finds what is owned by those of the round before.
        }
        return foreign;
    }

    private static boolean goes(Leftover object, String run, Set<String> going) {
        return object.isOfEveryNamespace()
                || (object.run().equals(run) && object.doubt().isEmpty())
                || (!object.ownerUids().isEmpty() && going.containsAll(object.ownerUids()));
    }

    private List<Leftover> contentOf(Leftover holder) {
        if (!holder.isNamespace() && !holder.isDefinition()) {
            return List.of();
        }
        List<GroupVersionResource> kinds = kinds(resource -> mayBeIn(holder, resource));
        if (!gap.isEmpty() || kinds.isEmpty()) {
            throw new ClusterException(gap.isEmpty() ? "no version of it is served" : gap);
        }
        return listEach(kinds, holder.isNamespace() ? holder.name() : "", "");
    }

    /** The name of a CustomResourceDefinition has the resource and its group. */
    private static boolean mayBeIn(Leftover holder, APIResource resource) {
        return holder.isNamespace()
                ? resource.getNamespaced() && !resource.getGroup().equals(METRICS)
                : holder.name().equals(resource.getResourcePlural() + "." + resource.getGroup());
    }

    private List<GroupVersionResource> kinds(Predicate<APIResource> wanted) {
        return served().stream()
                .filter(wanted)
                .map(resource -> new GroupVersionResource(
                        resource.getGroup(), resource.getPreferredVersion(), resource.getResourcePlural()))
                .toList();
    }

    /** What the server has; if the server of an aggregated API is down, notes that as a gap. */
    private Collection<APIResource> served() {
        Collection<APIResource> known = served;
        if (known == null) {
            try {
                known = new Discovery(requests.apiClient()).findAll();
            } catch (IncompleteDiscoveryException partly) {
                known = partly.getDiscoveredResources();
                gap = String.valueOf(partly.getMessage()).split("\n", 2)[0].replaceFirst("^Message: ", "");
            } catch (ApiException refusal) {
                throw new ClusterException(
                        "What the API server has could not be found out: " + ApiRequests.describe(refusal), refusal);
            }
            served = known;
        }
        return known;
    }

    /**
     * Lists objects of several kinds. Where only those with a label are wanted, leaves out kinds that cannot be listed.
     * A kind without the verb list, such as that of reviews, has no objects.
     */
    private List<Leftover> listEach(List<GroupVersionResource> kinds, String namespace, String selector) {
        return InFlight.QUESTIONS
                .ask(kinds, kind -> {
                    try {
                        return list(kind, namespace, selector);
                    } catch (ApiException refusal) {
                        int code = refusal.getCode();
                        if (!selector.isEmpty()
                                || code == HttpURLConnection.HTTP_NOT_FOUND
                                || code == HttpURLConnection.HTTP_BAD_METHOD) {
                            return List.<Leftover>of();
                        }
                        throw new ClusterException(Leftover.name(kind) + ": " + ApiRequests.describe(refusal), refusal);
                    }
                })
                .stream()
                .flatMap(List::stream)
                .toList();
    }

    /**
     * Lists the objects of a kind, page by page.
     *
     * @param namespace where; empty for all
     * @param selector of labels; if it is empty, all objects are listed, and only their metadata
     */
    List<Leftover> list(GroupVersionResource kind, String namespace, String selector) throws ApiException {
        List<Leftover> found = new ArrayList<>();
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
            for (JsonElement item : Json.list(list, "items")) {
                found.add(new Leftover(kind, item.getAsJsonObject()));
            }
            next = Json.text(Json.object(list, "metadata"), "continue");
        } while (!next.isEmpty());
        return found;
    }

    /** @param namespace empty for all, or for a cluster-scoped kind */
    private HttpUrl.Builder collection(GroupVersionResource resource, String namespace) {
        String group = resource.getGroup().isEmpty() ? "api" : "apis/" + resource.getGroup();
        HttpUrl.Builder url = requests.url(group + "/" + resource.getVersion()).newBuilder();
        if (!namespace.isEmpty()) {
            url.addPathSegment("namespaces").addPathSegment(namespace);
        }
        return url.addPathSegment(resource.getResource());
    }
}
