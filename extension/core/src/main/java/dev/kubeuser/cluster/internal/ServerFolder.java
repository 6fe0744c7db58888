package dev.kubeuser.cluster.internal;

import java.io.IOException;

/** A folder with files that an API server reads, and nobody else. */
public interface ServerFolder extends AutoCloseable {

    /** Where the API server finds a file of this name. */
    String path(String file);

    /** Writes or replaces a file as a whole: the API server reads the old content or the new. */
    void write(String file, String content) throws IOException;

    /** Removes it, if it does not go with the API server. */
    @Override
    void close();
}
