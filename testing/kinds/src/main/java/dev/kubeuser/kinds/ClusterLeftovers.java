package dev.kubeuser.kinds;

import io.kubernetes.client.Discovery;
import io.kubernetes.client.Discovery.APIResource;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.util.generic.dynamic.DynamicKubernetesApi;
import io.kubernetes.client.util.generic.options.ListOptions;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds what tests left in a cluster: objects of all kinds with kubeuser's label.
 *
 * @param administrator the client of an administrator, who may list everything
 */
record ClusterLeftovers(ApiClient administrator) {

    private static final String OURS = "app.kubernetes.io/managed-by=kubeuser";
    private static final int NOT_LISTABLE = 405;
    private static final int NOT_FOUND = 404;

    List<String> objects() throws IOException {
        List<String> found = new ArrayList<>();
        try {
            for (APIResource resource : new Discovery(administrator).findAll()) {
                found.addAll(objects(resource));
            }
        } catch (ApiException refusal) {
            throw new IOException("The objects of the cluster cannot be listed", refusal);
        }
        return found;
    }

    private List<String> objects(APIResource resource) throws ApiException {
        ListOptions ours = new ListOptions();
        ours.setLabelSelector(OURS);
        var answer = new DynamicKubernetesApi(
                        resource.getGroup(),
                        resource.getPreferredVersion(),
                        resource.getResourcePlural(),
                        administrator)
                .list(ours);
        if (answer.getHttpStatusCode() == NOT_LISTABLE || answer.getHttpStatusCode() == NOT_FOUND) {
            return List.of();
        }
        return answer.throwsApiException().getObject().getItems().stream()
                .map(item -> resource.getKind() + " " + item.getMetadata().getNamespace() + "/"
                        + item.getMetadata().getName())
                .toList();
    }
}
