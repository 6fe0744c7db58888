package dev.kubeuser.review.internal;

import com.google.gson.JsonArray;
import dev.kubeuser.cluster.internal.ApiRequests;
import dev.kubeuser.review.AccessQuery;
import dev.kubeuser.review.AccessQueryException;
import io.kubernetes.client.openapi.ApiException;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/**
 * The namespaces of a cluster, listed again whenever an unknown one is looked up. If the administrator may not list
 * them, as on some existing clusters, any namespace may exist. Thread-safe.
 */
public final class KnownNamespaces {

    private static final int FORBIDDEN = 403;

    private final ApiRequests admin;
    private volatile Set<String> names = Set.of();
    private volatile boolean hidden;

    public KnownNamespaces(ApiRequests admin) {
        this.admin = admin;
    }

    /** Rejects a question about a missing namespace: a "no" would be true, but prove only a typo. */
    public void require(AccessQuery query) {
        if (!query.isUnchecked()) {
            query.namespace().ifPresent(this::require);
        }
    }

    private void require(String namespace) {
        if (isThere(namespace)) {
            return;
        }
        throw new AccessQueryException("The cluster has no namespace \"" + namespace + "\""
                + Spelling.nearest(namespace, names).map(Spelling::question).orElse(".")
                + " Create it before, for example by @KubeNamespace or with the manifests; or ask with .unchecked() what"
                + " would hold there");
    }

    /** Lists the namespaces again for an unknown one, because tests create namespaces. */
    private boolean isThere(String namespace) {
        if (hidden || names.contains(namespace)) {
            return true;
        }
        try {
            names = read(admin);
            return names.contains(namespace);
        } catch (ApiException unknown) {
            hidden = unknown.getCode() == FORBIDDEN;
            return true;
        }
    }

    public static Set<String> read(ApiRequests admin) throws ApiException {
        JsonArray items = admin.get(admin.url("api/v1/namespaces")).getAsJsonArray("items");
        return StreamSupport.stream(items.spliterator(), false)
                .map(item -> item.getAsJsonObject()
                        .getAsJsonObject("metadata")
                        .get("name")
                        .getAsString())
                .collect(Collectors.toUnmodifiableSet());
    }
}
