package dev.kubeuser.manifest;

/**
 * A place in a manifest.
 *
 * @param file as it was found: a path as the source names it, or {@code classpath:} and a resource
 * @param line from 1
 */
public record Origin(String file, int line) {

    /** As editors and compilers write it: {@code deploy/rbac/developers.yaml:12}. */
    @Override
    public String toString() {
        return file + ":" + line;
    }
}
