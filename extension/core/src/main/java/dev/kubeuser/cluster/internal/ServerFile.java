package dev.kubeuser.cluster.internal;

import java.io.IOException;

/** A file that an API server reads, and reads again when it changes. */
public interface ServerFile extends AutoCloseable {

    /** Where the API server finds it. */
    String path();

    /** Writes or replaces it as a whole: the API server reads the old content or the new. */
    void replace(String content) throws IOException;

    /** Removes it, if it does not go with the API server. */
    @Override
    void close();
}
