// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.rbac;

import dev.kubeuser.base.internal.Printable;
import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;

/**
 * A place in a manifest.
 *
 * @param file the path as the source names it, or {@code classpath:} and a resource; for what Helm or kustomize
 *     rendered, the template or the kustomization
 * @param line from 1; for what Helm or kustomize rendered, the line of the rendered text
 * @param object the index of the object in the file or the rendered text, from 0: a JSON file may hold several on one
 *     line
 * @param rendering what rendered it, for example {@code helm release operator}; {@code null} for a file as written
 * @param title the object, for example {@code ClusterRole view}, where its line does not tell it from others: it shares
 *     the line with another object, or the text came from the standard input and is gone; otherwise {@code null}
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record Origin(
        String file,
        int line,
        int object,
        @Nullable String rendering,
        @Nullable String title) {

    /**
     * {@return a place in the first object of a file}
     *
     * @param file the path or resource
     * @param line from 1
     */
    @API(status = API.Status.INTERNAL)
    public static Origin of(String file, int line) {
        return new Origin(file, line, 0, null, null);
    }

    /**
     * {@return whether both are in the same object}
     *
     * @param other another place
     */
    @API(status = API.Status.INTERNAL)
    public boolean isInObjectOf(Origin other) {
        return object == other.object && document().equals(other.document());
    }

    /** {@return the same place, which names its object in place of the line} */
    @API(status = API.Status.INTERNAL)
    public Origin in(String named) {
        return new Origin(file, line, object, rendering, named);
    }

    /** {@return the file; with what rendered it, as in {@code operator/templates/rbac.yaml (helm release operator)}} */
    @API(status = API.Status.INTERNAL)
    public String document() {
        return rendering == null ? file : file + " (" + rendering + ")";
    }

    /**
     * Formats the place as editors and compilers do: {@code deploy/rbac/developers.yaml:12}. What was rendered has no
     * such place: {@code operator/templates/rbac.yaml (rendered line 41)}. Where a line tells nothing, the object is
     * named: {@code <stdin>: ClusterRole view}.
     */
    @Override
    public String toString() {
        if (title != null) {
            return Printable.text(file) + ": " + Printable.text(title);
        }
        return Printable.text(file) + (rendering == null ? ":" + line : " (rendered line " + line + ")");
    }
}
