package dev.kubeuser.apply;

import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.manifest.ManifestException;
import dev.kubeuser.manifest.ManifestObject;
import io.kubernetes.client.Discovery;
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.models.V1APIResource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Maps kinds to paths by discovery; each group and version is asked for once. */
final class ApiResources {

    private static final int NOT_FOUND = 404;

    private final Discovery discovery;
    private final Map<String, List<V1APIResource>> byVersion = new HashMap<>();

    ApiResources(KubeAccess access) {
        this.discovery = new Discovery(access.apiClient());
    }

    ApiResource of(ManifestObject object) {
        return find(object.apiVersion(), object.kind())
                .orElseThrow(() -> new ManifestException(object.origin() + ": the API server knows no " + object.kind()
                        + " in " + object.apiVersion() + ". Is it spelled right, and is its CustomResourceDefinition"
                        + " in the cluster or in these manifests?"));
    }

    Optional<ApiResource> find(String apiVersion, String kind) {
        return byVersion.computeIfAbsent(apiVersion, this::ask).stream()
                .filter(resource -> resource.getKind().equals(kind))
                .filter(resource -> !resource.getName().contains("/"))
                .map(resource -> new ApiResource(path(apiVersion), resource.getName(), resource.getNamespaced()))
                .findFirst();
    }

    /** Forgets what was known of a version, for example because a new kind came into it. */
    void forget(String apiVersion) {
        byVersion.remove(apiVersion);
    }

    private static String path(String apiVersion) {
        return (apiVersion.contains("/") ? "/apis/" : "/api/") + apiVersion;
    }

    private List<V1APIResource> ask(String apiVersion) {
        try {
            return discovery.resourceDiscovery(path(apiVersion)).getResources();
        } catch (ApiException failure) {
            if (failure.getCode() == NOT_FOUND) {
                return List.of();
            }
            throw new ManifestException(
                    "The API server did not tell which kinds " + apiVersion + " has: " + failure.getCode() + " "
                            + failure.getMessage(),
                    failure);
        }
    }
}
