package dev.kubeuser.kinds;

import java.util.Map;

/** Prepares a kind of cluster before tests run on it, and cleans up afterwards. */
interface Preparation extends AutoCloseable {

    /** Returns the system properties by which kubeuser finds the cluster. */
    Map<String, String> settings();

    @Override
    default void close() {}
}
