package dev.kubeuser.request;

import org.apiguardian.api.API;

/**
 * A request as the API server's authorizers see it: for an API resource or a plain path. See
 * <a href="https://kubernetes.io/docs/reference/access-authn-authz/authorization/#request-attributes-used-in-authorization">request
 * attributes</a>.
 *
 * <p>Immutable and thread-safe.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public sealed interface RequestAttributes permits ResourceAttributes, NonResourceAttributes {

    /**
     * {@return the verb, for example {@code list}; for a plain path, the HTTP method in lower case}
     */
    String verb();

    /**
     * {@return the namespace; empty for all namespaces at once, a resource without namespace, or a plain path}
     */
    String namespace();
}
