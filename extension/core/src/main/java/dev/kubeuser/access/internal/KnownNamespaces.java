package dev.kubeuser.access.internal;

import com.google.gson.JsonArray;
import dev.kubeuser.cluster.internal.ApiRequests;
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

    /** The names as last listed. */
    public Set<String> names() {
        return names;
    }

    /** Whether it may exist. Lists the namespaces again for an unknown one, because tests create namespaces. */
    public boolean mayHave(String namespace) {
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
