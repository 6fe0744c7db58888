package dev.kubeuser.question;

import com.google.gson.JsonObject;
import dev.kubeuser.access.internal.ClusterContext;
import dev.kubeuser.apply.internal.AppliedObjects;
import dev.kubeuser.base.internal.JsonParts;
import dev.kubeuser.cluster.Cluster;
import dev.kubeuser.cluster.internal.K3sObjects;
import dev.kubeuser.manifest.ManifestObject;
import dev.kubeuser.question.internal.ListedPolicy;
import dev.kubeuser.rbac.Origin;
import dev.kubeuser.rbac.RbacPolicy;
import dev.kubeuser.rbac.RbacPolicyBuilder;
import io.kubernetes.client.openapi.ApiClient;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apiguardian.api.API;

/**
 * The RBAC policy of a cluster at one moment. Its objects are read kind by kind, so a change in between may be seen
 * only in part. What k3s makes for its own users some seconds after it is ready is not in it, unless a manifest has it.
 *
 * <p>Stateless and thread-safe.
 */
@API(status = API.Status.MAINTAINED, since = "0.1")
public final class ClusterPolicy {

    private static final String GROUP = "rbac.authorization.k8s.io";

    private ClusterPolicy() {}

    /**
     * {@return the policy of a cluster, with file and line of what comes from manifests}
     *
     * @param cluster the cluster, read as its administrator
     * @throws AccessReviewException if its roles and bindings cannot be listed
     */
    public static RbacPolicy read(Cluster cluster) {
        ClusterContext context = ClusterContext.of(cluster);
        RbacPolicyBuilder policy = RbacPolicy.builder().aggregation(RbacPolicyBuilder.Aggregation.WRITTEN);
        List<JsonObject> all = ListedPolicy.all(context.cluster().adminRequests());
        Set<JsonObject> others = Collections.newSetFromMap(new IdentityHashMap<>());
        others.addAll(K3sObjects.without(all));
        for (JsonObject object : all) {
            Optional<ManifestObject> manifest = manifest(object, AppliedObjects.in(context.cluster()));
            if (manifest.isPresent()) {
                policy.add(object, path -> origin(manifest.get(), path));
            } else if (others.contains(object)) {
                policy.add(object);
            }
        }
        return policy.build();
    }

    /**
     * {@return the policy of a cluster, with the rules that its aggregated ClusterRoles have}
     *
     * @param client of a user who may list the four kinds of RBAC in all namespaces, as the administrator may
     * @throws AccessReviewException if they cannot be listed
     */
    public static RbacPolicy read(ApiClient client) {
        return RbacPolicy.builder()
                .aggregation(RbacPolicyBuilder.Aggregation.WRITTEN)
                .addAll(ListedPolicy.objects(client))
                .build();
    }

    /** The manifest that an object comes from. */
    private static Optional<ManifestObject> manifest(JsonObject object, AppliedObjects applied) {
        JsonObject metadata = object.getAsJsonObject("metadata");
        String namespace = JsonParts.text(metadata, "namespace");
        return applied.find(new AppliedObjects.Key(
                GROUP,
                JsonParts.text(object, "kind"),
                namespace.isEmpty() ? null : namespace,
                JsonParts.text(metadata, "name")));
    }

    /** For an aggregated rule, which no manifest has, the origin of the role. */
    private static Origin origin(ManifestObject manifest, String path) {
        try {
            return manifest.origin(path);
        } catch (IllegalArgumentException aggregated) {
            return manifest.origin();
        }
    }
}
