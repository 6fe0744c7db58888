// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.access.internal;

import dev.kubeuser.cluster.Cluster;
import dev.kubeuser.rbac.UserInfo;
import dev.kubeuser.request.RequestAttributes;

/** Hears about each access check before its assertion may fail, in the thread of the assertion. */
@FunctionalInterface
public interface AccessCheckListener {

    /**
     * Hears a check.
     *
     * @param check the question and its answer
     */
    void checked(AccessCheck check);

    /**
     * Adds a listener to all assertions on users of a cluster, for as long as the cluster runs.
     *
     * @param cluster the cluster
     * @param listener the listener; several threads call it
     */
    static void listen(Cluster cluster, AccessCheckListener listener) {
        ClusterContext.of(cluster).checkListeners().add(listener);
    }

    /**
     * One access check of an assertion.
     *
     * @param userInfo the user with all groups, as the API server knows it
     * @param request what was asked
     * @param expected whether the test expects it to be allowed
     * @param allowed whether the API server allows it
     */
    record AccessCheck(UserInfo userInfo, RequestAttributes request, boolean expected, boolean allowed) {}
}
