package dev.kubeuser.rbac;

import dev.kubeuser.base.internal.Printable;
import org.apiguardian.api.API;

/**
 * A place in a manifest.
 *
 * @param file the path as the source names it, or {@code classpath:} and a resource
 * @param line from 1
 * @param object the index of the object in the file, from 0: a JSON file may hold several on one line
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record Origin(String file, int line, int object) {

    /**
     * {@return a place in the first object of a file}
     *
     * @param file the path or resource
     * @param line from 1
     */
    public static Origin of(String file, int line) {
        return new Origin(file, line, 0);
    }

    /**
     * {@return whether both are in the same object}
     *
     * @param other another place
     */
    public boolean isInObjectOf(Origin other) {
        return file.equals(other.file) && object == other.object;
    }

    /** Formats the place as editors and compilers do: {@code deploy/rbac/developers.yaml:12}. */
    @Override
    public String toString() {
        return Printable.text(file) + ":" + line;
    }
}
