// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.cluster.internal;

import dev.kubeuser.cluster.ClusterException;
import java.time.Duration;

/** What an API server logs. Thread-safe. */
public interface ServerLog {

    /**
     * {@return where it ends}
     *
     * @throws ClusterException if it cannot be read
     */
    long end();

    /**
     * {@return what comes after a place}
     *
     * @param place where it ended before
     * @throws ClusterException if it cannot be read
     */
    String after(long place);

    /** How long after the answer to a request a line about it may come. */
    Duration delay();
}
