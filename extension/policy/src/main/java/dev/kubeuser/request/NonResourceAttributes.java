// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.request;

import dev.kubeuser.base.internal.Printable;
import org.apiguardian.api.API;

/**
 * A request for a plain path such as {@code /healthz}.
 *
 * @param verb the HTTP method in lower case
 * @param path the path, without query
 */
@API(status = API.Status.INTERNAL)
public record NonResourceAttributes(String verb, String path) implements RequestAttributes {

    /** Always empty: rules for paths apply only through ClusterRoleBindings. */
    @Override
    public String namespace() {
        return "";
    }

    /**
     * {@return whether a rule's entry matches its path: it is the path or, with a star at its end, begins it; several
     * trailing stars are like one}
     *
     * @param written an entry of {@code nonResourceURLs}, for example {@code /metrics/*}
     */
    public boolean isMatchedBy(String written) {
        int end = written.length();
        while (end > 0 && written.charAt(end - 1) == '*') {
            end--;
        }
        return end == written.length() ? written.equals(path) : path.startsWith(written.substring(0, end));
    }

    /** {@return for example {@code get /healthz}} */
    @Override
    public String toString() {
        return Printable.text(verb + " " + path);
    }
}
