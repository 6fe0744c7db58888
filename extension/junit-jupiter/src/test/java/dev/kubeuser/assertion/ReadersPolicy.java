// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.assertion;

import dev.kubeuser.testkit.Policy;

/**
 * A policy with a bit of everything: a group reads in a namespace, one object and a subresource alone, and the user pia
 * what has no namespace.
 */
final class ReadersPolicy {

    private static final String NAMED = new Policy()
            .namespace("NAME")
            .role("NAME/reader", "get,list pods,pods/log", "get,list secrets db", "update deployments.apps/scale")
            .binding("NAME/developers", "Role reader", "group NAME-developers")
            .clusterRole(
                    "NAME-nodes", "list nodes", "approve signers.certificates.k8s.io example.com/one", "get /metrics")
            .to("user pia")
            .yaml();

    private ReadersPolicy() {}

    /** In a namespace of that name, for the group {@code NAME-developers}. */
    static String in(String name) {
        return NAMED.replace("NAME", name);
    }
}
