package dev.kubeuser.rbac;

/**
 * A place in a manifest.
 *
 * @param file as it was found: a path as the source names it, or {@code classpath:} and a resource
 * @param line from 1
 * @param object in which object of the file, from 0: a JSON file may have several of them on one line
 */
public record Origin(String file, int line, int object) {

    /**
     * A place in the first object of a file.
     *
     * @param file as it was found
     * @param line from 1
     */
    public Origin(String file, int line) {
        this(file, line, 0);
    }

    /**
     * {@return whether both are in the same object}
     *
     * @param other another place
     */
    public boolean isInObjectOf(Origin other) {
        return file.equals(other.file) && object == other.object;
    }

    /** As editors and compilers write it: {@code deploy/rbac/developers.yaml:12}. */
    @Override
    public String toString() {
        return file + ":" + line;
    }
}
