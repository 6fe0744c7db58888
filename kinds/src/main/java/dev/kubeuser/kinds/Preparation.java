package dev.kubeuser.kinds;

import java.util.Map;

/** What has to be there before tests can run on a kind of cluster, and go when they have. */
interface Preparation extends AutoCloseable {

    /** The system properties by which kubeuser finds it. */
    Map<String, String> settings();

    @Override
    default void close() {}
}
