// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.testkit;

import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.kubeuser.cluster.Cluster;
import dev.kubeuser.rbac.ServerFeature;

/** The version of Kubernetes that the tests run on. */
public final class VersionUnderTest {

    private VersionUnderTest() {}

    /** Skips a test of what only later versions do. */
    public static void assumeHas(Cluster cluster, ServerFeature feature) {
        assumeTrue(
                feature.isIn(cluster.version()),
                cluster.version() + " is older than " + feature.since() + ": " + feature.meaning());
    }

    /** Skips a test of what only earlier versions do. */
    public static void assumeLacks(Cluster cluster, ServerFeature feature) {
        assumeFalse(
                feature.isIn(cluster.version()),
                cluster.version() + " is not older than " + feature.since() + ": " + feature.meaning());
    }
}
