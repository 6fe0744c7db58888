// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.cluster.internal;

import java.io.IOException;
import java.util.Optional;

/** A folder with files that an API server reads, and nobody else. */
public interface ServerFolder extends AutoCloseable {

    /** Where the API server finds a file of this name. */
    String path(String file);

    /** Writes or replaces a file as a whole: the API server reads the old content or the new. */
    void write(String file, String content) throws IOException;

    /**
     * {@return why an API server does not start by a file; empty if it does, or if that cannot be known without it}
     *
     * @param argument the argument of kube-apiserver that would name the file
     */
    default Optional<String> refusal(String argument, String content) throws IOException {
        return Optional.empty();
    }

    /** Removes it, if it does not go with the API server. */
    @Override
    void close();
}
