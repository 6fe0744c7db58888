// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.question.internal;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.kubeuser.apply.internal.AppliedObjects;
import dev.kubeuser.base.internal.Json;
import dev.kubeuser.cluster.internal.ApiRequests;
import dev.kubeuser.cluster.internal.K3sObjects;
import dev.kubeuser.cluster.internal.ManagedCluster;
import dev.kubeuser.manifest.ManifestObject;
import dev.kubeuser.question.AccessReviewException;
import dev.kubeuser.rbac.Origin;
import dev.kubeuser.rbac.RbacPolicy;
import dev.kubeuser.rbac.RbacPolicyBuilder;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.openapi.ApiException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import okhttp3.HttpUrl;
import okhttp3.Request;
import org.jspecify.annotations.Nullable;

/**
 * The roles and bindings of one cluster, listed kind by kind, and again only if one has changed. While nothing at all
 * is written, the versions of four lists show that; after any write, the versions of all roles and bindings show it.
 * Counting our own writes would miss those of others, and a watch reports a change only later. Thread-safe.
 */
public final class ListedPolicy {

    private static final String GROUP = "rbac.authorization.k8s.io";
    private static final String GROUP_VERSION = "apis/" + GROUP + "/v1";
    private static final List<String> KINDS = List.of("ClusterRole", "ClusterRoleBinding", "Role", "RoleBinding");
    private static final String METADATA = "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1";

    private static final String ALL = "0";
    private static final String ONE = "1";

    private final ApiRequests admin;
    private final AppliedObjects applied;
    private @Nullable Snapshot known;

    /** The versions are from before the policy was read, so a change while it is read makes them outdated. */
    private record Snapshot(Versions versions, long applied, RbacPolicy policy) {

        boolean hasLists(Optional<Versions> now) {
            return now.filter(other -> other.lists().equals(versions.lists())).isPresent();
        }

        boolean hasObjects(Optional<Versions> now) {
            return now.filter(other -> other.objects().equals(versions.objects()))
                    .isPresent();
        }
    }

    /** Lists the objects of a resource. */
    private interface Listing {
        JsonObject of(String resource) throws ApiException;
    }

    private ListedPolicy(ManagedCluster cluster) {
        this.admin = cluster.adminRequests();
        this.applied = AppliedObjects.in(cluster);
    }

    /** {@return that of a cluster} */
    public static ListedPolicy of(ManagedCluster cluster) {
        return cluster.context(ListedPolicy.class, () -> new ListedPolicy(cluster));
    }

    /** {@return the policy now, as {@link #read} returns it; listed only if it may have changed} */
    public synchronized RbacPolicy now() {
        long changes = applied.changes();
        Optional<Snapshot> before = Optional.ofNullable(known).filter(snapshot -> snapshot.applied() == changes);
        Optional<Snapshot> same = before.filter(snapshot -> snapshot.hasLists(Versions.read(admin, ONE)));
        if (same.isPresent()) {
            return same.get().policy();
        }
        Optional<Versions> versions = Versions.read(admin, ALL);
        RbacPolicy policy = before.filter(snapshot -> snapshot.hasObjects(versions))
                .map(Snapshot::policy)
                .orElseGet(this::read);
        known = versions.map(now -> new Snapshot(now, changes, policy)).orElse(null);
        return policy;
    }

    /**
     * {@return the policy, with file and line of what comes from manifests}
     *
     * @throws AccessReviewException if the roles and bindings cannot be listed
     */
    public RbacPolicy read() {
        RbacPolicyBuilder policy = RbacPolicy.builder().aggregation(RbacPolicyBuilder.Aggregation.WRITTEN);
        List<JsonObject> all = all(resource -> admin.get(admin.url(GROUP_VERSION, resource)));
        Set<JsonObject> others = Collections.newSetFromMap(new IdentityHashMap<>());
        others.addAll(K3sObjects.without(all));
        for (JsonObject object : all) {
            Optional<ManifestObject> manifest = manifest(object);
            if (manifest.isPresent()) {
                policy.add(object, path -> origin(manifest.get(), path));
            } else if (others.contains(object)) {
                policy.add(object);
            }
        }
        return policy.build();
    }

    /** The manifest that an object comes from. */
    private Optional<ManifestObject> manifest(JsonObject object) {
        JsonObject metadata = object.getAsJsonObject("metadata");
        String namespace = Json.text(metadata, "namespace");
        return applied.find(new AppliedObjects.Key(
                GROUP, Json.text(object, "kind"), namespace.isEmpty() ? null : namespace, Json.text(metadata, "name")));
    }

    /** For an aggregated rule, which no manifest has, the origin of the role. */
    private static Origin origin(ManifestObject manifest, String path) {
        try {
            return manifest.origin(path);
        } catch (IllegalArgumentException aggregated) {
            return manifest.origin();
        }
    }

    /**
     * {@return the roles and bindings of a cluster, for example to see what manifests would change there; without those
     * that k3s makes for its own users some seconds after it is ready}
     *
     * @param requests the requests of a user who can list the four RBAC kinds in all namespaces, such as the
     *     administrator
     * @throws AccessReviewException if they cannot be listed
     */
    public static List<JsonObject> objects(ApiRequests requests) {
        return K3sObjects.without(all(resource -> requests.get(requests.url(GROUP_VERSION, resource))));
    }

    /** The same by an official client, with its own headers and credential. */
    public static List<JsonObject> objects(ApiClient client) {
        return K3sObjects.without(all(resource -> ApiRequests.of(client).read(request(client, resource))));
    }

    private static Request request(ApiClient client, String resource) throws ApiException {
        return client.buildRequest(
                null,
                "/" + GROUP_VERSION + "/" + resource,
                "GET",
                List.of(),
                List.of(),
                null,
                new HashMap<>(Map.of("Accept", "application/json")),
                new HashMap<>(),
                new HashMap<>(),
                new String[] {"BearerToken"},
                null);
    }

    private static List<JsonObject> all(Listing listing) {
        return KINDS.stream().flatMap(kind -> list(kind, listing)).toList();
    }

    private static Stream<JsonObject> list(String kind, Listing listing) {
        String resource = resource(kind);
        try {
            return items(listing.of(resource)).stream().map(item -> ofKind(kind, item.getAsJsonObject()));
        } catch (ApiException failure) {
            throw new AccessReviewException(
                    "Listing all " + resource + " to read the cluster's RBAC policy failed: "
                            + ApiRequests.describe(failure)
                            + ". Use a client that may list the four kinds of rbac.authorization.k8s.io in all"
                            + " namespaces, as the administrator may",
                    failure);
        }
    }

    private static String resource(String kind) {
        return kind.toLowerCase(Locale.ROOT) + "s";
    }

    private static List<JsonElement> items(JsonObject list) throws ApiException {
        if (list.get("items") instanceof JsonArray items) {
            return items.asList();
        }
        throw new ApiException("the answer is not a list");
    }

    /** The items of a list have no field for the kind. */
    private static JsonObject ofKind(String kind, JsonObject item) {
        item.addProperty("kind", kind);
        return item;
    }

    /**
     * The versions of all roles and bindings of a cluster. Every write gives an object another version, so two that are
     * equal are of the same policy. Only metadata is listed, which costs less than the objects.
     *
     * @param lists the version of the list of each kind; servers count the writes of all kinds together, so it may
     *     change without the kind
     * @param objects the version of each object, by its UID
     * @see <a href="https://kubernetes.io/docs/reference/using-api/api-concepts/#resource-versions">Resource
     *     versions</a>
     */
    private record Versions(List<String> lists, Map<String, String> objects) {

        /**
         * Empty if the administrator may not list them.
         *
         * @param limit how many objects of each kind
         */
        static Optional<Versions> read(ApiRequests admin, String limit) {
            Versions versions = new Versions(new ArrayList<>(), new HashMap<>());
            try {
                for (String kind : KINDS) {
                    HttpUrl.Builder url =
                            admin.url(GROUP_VERSION, resource(kind)).newBuilder();
                    JsonObject list = admin.read(new Request.Builder()
                            .url(url.addQueryParameter("limit", limit).build())
                            .header("Accept", METADATA)
                            .build());
                    versions.lists.add(metadata("resourceVersion", list));
                    for (JsonElement item : items(list)) {
                        versions.objects.put(metadata("uid", item), metadata("resourceVersion", item));
                    }
                }
                return Optional.of(versions);
            } catch (ApiException noList) {
                return Optional.empty();
            }
        }

        private static String metadata(String field, JsonElement object) throws ApiException {
            String value = Json.text(Json.object(object, "metadata"), field);
            if (value.isEmpty()) {
                throw new ApiException("there is no " + field + " in the metadata");
            }
            return value;
        }
    }
}
