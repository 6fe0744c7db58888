package dev.kubeuser.rbac;

import dev.kubeuser.base.internal.Printable;
import org.apiguardian.api.API;

/**
 * A request for a plain path such as {@code /healthz}.
 *
 * @param verb the HTTP method in lower case
 * @param path the path, without query
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record NonResourceAttributes(String verb, String path) implements RequestAttributes {

    /** Always empty: rules for paths apply only through ClusterRoleBindings. */
    @Override
    public String namespace() {
        return "";
    }

    /** {@return for example {@code get /healthz}} */
    @Override
    public String toString() {
        return Printable.text(verb + " " + path);
    }
}
