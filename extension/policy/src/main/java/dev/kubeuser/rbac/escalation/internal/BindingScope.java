// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.rbac.escalation.internal;

import dev.kubeuser.request.RequestAttributes;

/** A namespace, or the whole cluster if its name is empty. */
final class BindingScope {

    static final String CLUSTER = "";

    private BindingScope() {}

    static boolean includes(String namespace, RequestAttributes request) {
        return namespace.isEmpty() || namespace.equals(request.namespace());
    }

    static String text(String namespace) {
        return namespace.isEmpty() ? "the whole cluster" : "namespace " + namespace;
    }
}
