// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.manifest.internal;

import java.io.IOException;

/** Why manifests could not be read: there is nothing where a source should be, or no object in any of them. */
public final class MissingSource extends IOException {

    private static final long serialVersionUID = 1L;

    private final String source;

    /**
     * Creates the reason.
     *
     * @param source the source as it was named; empty for all that were read
     */
    public MissingSource(String source) {
        super("nothing is there");
        this.source = source;
    }

    /** {@return the source as it was named; empty for all that were read} */
    public String source() {
        return source;
    }
}
