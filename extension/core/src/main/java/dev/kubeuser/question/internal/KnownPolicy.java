package dev.kubeuser.question.internal;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import dev.kubeuser.apply.internal.AppliedObjects;
import dev.kubeuser.cluster.internal.ApiRequests;
import dev.kubeuser.cluster.internal.ManagedCluster;
import dev.kubeuser.rbac.RbacPolicy;
import io.kubernetes.client.openapi.ApiException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import okhttp3.HttpUrl;
import okhttp3.Request;
import org.jspecify.annotations.Nullable;

/**
 * The policy of one cluster, read again only if a role or binding has changed. While nothing at all is written, the
 * versions of four lists tell that; after a write of anything, the versions of all roles and bindings do. Counting our
 * own writes would miss those of others, and a watch tells of a change only later. Thread-safe.
 */
final class KnownPolicy {

    private static final List<String> RESOURCES =
            List.of("clusterroles", "clusterrolebindings", "roles", "rolebindings");

    private static final String ACCEPTED = "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1";

    private static final String ALL = "0";
    private static final String ONE = "1";

    private final ApiRequests admin;
    private final AppliedObjects applied;
    private @Nullable Snapshot known;

    /** The versions are from before the policy was read, so a change while it is read makes them outdated. */
    private record Snapshot(Versions versions, long applied, RbacPolicy policy) {

        boolean hasLists(Optional<List<String>> now) {
            return now.filter(versions.lists()::equals).isPresent();
        }

        boolean hasObjects(Versions now) {
            return now.objects().equals(versions.objects());
        }
    }

    private KnownPolicy(ManagedCluster cluster) {
        this.admin = cluster.adminRequests();
        this.applied = AppliedObjects.in(cluster);
    }

    /** That of a cluster. */
    static KnownPolicy of(ManagedCluster cluster) {
        return cluster.context(KnownPolicy.class, () -> new KnownPolicy(cluster));
    }

    /**
     * The policy now.
     *
     * @param reading reads it; called only if it may have changed
     */
    synchronized RbacPolicy get(Supplier<RbacPolicy> reading) {
        long changes = applied.changes();
        Snapshot before = known;
        if (before == null || before.applied() != changes) {
            return know(Versions.read(admin), changes, reading);
        }
        if (before.hasLists(Versions.readLists(admin))) {
            return before.policy();
        }
        Optional<Versions> versions = Versions.read(admin);
        return know(versions, changes, versions.filter(before::hasObjects).isPresent() ? before::policy : reading);
    }

    private RbacPolicy know(Optional<Versions> versions, long changes, Supplier<RbacPolicy> source) {
        RbacPolicy policy = source.get();
        known = versions.map(now -> new Snapshot(now, changes, policy)).orElse(null);
        return policy;
    }

    /**
     * The versions of all roles and bindings of a cluster. Every write gives an object another version, so two that are
     * equal are of the same policy. Only metadata is listed, which costs less than the objects.
     *
     * @param lists the version of the list of each kind; servers count the writes of all kinds together, so it may change
     *     without the kind
     * @param objects the version of each object, by its UID
     * @see <a href="https://kubernetes.io/docs/reference/using-api/api-concepts/#resource-versions">Resource versions</a>
     */
    private record Versions(List<String> lists, Map<String, String> objects) {

        /** Of all objects now; empty if the administrator may not list them. */
        static Optional<Versions> read(ApiRequests admin) {
            return read(admin, ALL);
        }

        /** Of the lists now, for which one object of each is listed; empty if the administrator may not. */
        static Optional<List<String>> readLists(ApiRequests admin) {
            return read(admin, ONE).map(Versions::lists);
        }

        private static Optional<Versions> read(ApiRequests admin, String limit) {
            Versions versions = new Versions(new ArrayList<>(), new HashMap<>());
            try {
                for (String resource : RESOURCES) {
                    HttpUrl url = admin.url("apis/rbac.authorization.k8s.io/v1", resource)
                            .newBuilder()
                            .addQueryParameter("limit", limit)
                            .build();
                    versions.add(admin.read(new Request.Builder()
                            .url(url)
                            .header("Accept", ACCEPTED)
                            .build()));
                }
                return Optional.of(versions);
            } catch (ApiException | IllegalStateException noList) {
                return Optional.empty();
            }
        }

        /**
         * Adds those of a PartialObjectMetadataList.
         *
         * @throws IllegalStateException if it is none
         */
        private void add(JsonObject list) {
            if (!(list.get("items") instanceof JsonArray items)) {
                throw new IllegalStateException("the answer has no items");
            }
            lists.add(metadata("resourceVersion", list));
            items.forEach(item -> objects.put(metadata("uid", item), metadata("resourceVersion", item)));
        }

        private static String metadata(String name, JsonElement object) {
            if (object instanceof JsonObject json
                    && json.get("metadata") instanceof JsonObject metadata
                    && metadata.get(name) instanceof JsonPrimitive value) {
                return value.getAsString();
            }
            throw new IllegalStateException("there is no " + name + " in the metadata");
        }
    }
}
