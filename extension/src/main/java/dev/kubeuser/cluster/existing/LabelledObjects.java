package dev.kubeuser.cluster.existing;

import dev.kubeuser.base.internal.Status;
import dev.kubeuser.cluster.ClusterException;
import io.kubernetes.client.Discovery;
import io.kubernetes.client.Discovery.APIResource;
import io.kubernetes.client.apimachinery.GroupVersionResource;
import io.kubernetes.client.common.KubernetesType;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.util.exception.IncompleteDiscoveryException;
import io.kubernetes.client.util.generic.KubernetesApiResponse;
import io.kubernetes.client.util.generic.dynamic.DynamicKubernetesApi;
import io.kubernetes.client.util.generic.dynamic.DynamicKubernetesObject;
import io.kubernetes.client.util.generic.options.ListOptions;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.function.Supplier;

/** Finds and removes objects of all kinds that carry a label. */
final class LabelledObjects {

    private static final int NOT_FOUND = 404;

    private final ApiClient client;

    LabelledObjects(ApiClient client) {
        this.client = client;
    }

    /** Finds signing requests only, which every user with a certificate needs. */
    List<LabelledObject> signingRequests(String selector) throws ApiException {
        return list(new GroupVersionResource("certificates.k8s.io", "v1", "certificatesigningrequests"), selector);
    }

    /** Finds objects of all kinds that can be listed. */
    List<LabelledObject> all(String selector) throws ApiException {
        List<LabelledObject> found = new ArrayList<>();
        for (APIResource resource : resources()) {
            found.addAll(listIfPossible(
                    new GroupVersionResource(
                            resource.getGroup(), resource.getPreferredVersion(), resource.getResourcePlural()),
                    selector));
        }
        return found;
    }

    /** Finds the kinds that manifests of policies contain or the library creates. Leaves out those it may not list. */
    List<LabelledObject> ofPolicies(String selector) {
        List<LabelledObject> found = new ArrayList<>();
        for (String plural : List.of("clusterroles", "clusterrolebindings", "roles", "rolebindings")) {
            found.addAll(listIfPossible(new GroupVersionResource("rbac.authorization.k8s.io", "v1", plural), selector));
        }
        for (String plural : List.of("namespaces", "serviceaccounts")) {
            found.addAll(listIfPossible(new GroupVersionResource("", "v1", plural), selector));
        }
        found.addAll(listIfPossible(
                new GroupVersionResource("certificates.k8s.io", "v1", "certificatesigningrequests"), selector));
        return found;
    }

    /** Leaves out an aggregated API whose server is down. */
    private Collection<APIResource> resources() throws ApiException {
        try {
            return new Discovery(client).findAll();
        } catch (IncompleteDiscoveryException partly) {
            return partly.getDiscoveredResources();
        }
    }

    private List<LabelledObject> listIfPossible(GroupVersionResource resource, String selector) {
        try {
            return list(resource, selector);
        } catch (ApiException notListable) {
            return List.of();
        }
    }

    List<LabelledObject> list(GroupVersionResource resource, String selector) throws ApiException {
        ListOptions options = new ListOptions();
        options.setLabelSelector(selector);
        List<LabelledObject> found = new ArrayList<>();
        for (DynamicKubernetesObject item : answered(() -> api(resource).list(options))
                .throwsApiException()
                .getObject()
                .getItems()) {
            found.add(LabelledObject.of(resource, item));
        }
        return found;
    }

    /** The client throws an {@link IllegalStateException} if there is no answer, and the API's exception for others. */
    private static <T extends KubernetesType> KubernetesApiResponse<T> answered(
            Supplier<KubernetesApiResponse<T>> request) throws ApiException {
        try {
            return request.get();
        } catch (IllegalStateException failure) {
            if (failure.getCause() instanceof IOException noAnswer) {
                throw new ApiException(noAnswer);
            }
            throw failure;
        }
    }

    private DynamicKubernetesApi api(GroupVersionResource resource) {
        return new DynamicKubernetesApi(resource.getGroup(), resource.getVersion(), resource.getResource(), client);
    }

    /**
     * Removes objects. Ignores those that are already gone, for example with their namespace. Aggregating ClusterRoles
     * go first: their controller would recreate one while removing the rules of a part.
     */
    void remove(List<LabelledObject> objects) throws ApiException {
        List<LabelledObject> ordered = new ArrayList<>(objects);
        ordered.sort(Comparator.comparing(object -> !object.aggregating()));
        for (LabelledObject object : ordered) {
            DynamicKubernetesApi api = api(object.resource());
            var answer = answered(() -> object.namespace().isEmpty()
                    ? api.delete(object.name())
                    : api.delete(object.namespace(), object.name()));
            if (answer.getHttpStatusCode() != NOT_FOUND) {
                answer.throwsApiException();
            }
        }
    }

    /** Finds and removes all that the selector matches. */
    void sweep(String selector) {
        try {
            remove(all(selector));
        } catch (ApiException refusal) {
            throw new ClusterException(
                    "Objects with the label " + selector + " could not be removed: " + Status.describe(refusal),
                    refusal);
        }
    }
}
