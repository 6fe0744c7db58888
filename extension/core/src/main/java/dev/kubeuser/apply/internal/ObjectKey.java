package dev.kubeuser.apply.internal;

import dev.kubeuser.base.internal.Printable;
import org.jspecify.annotations.Nullable;

/** Identifies an object in a cluster, whatever version it is written in. */
public record ObjectKey(String group, String kind, @Nullable String namespace, String name) {

    public static ObjectKey ofNamespace(String name) {
        return new ObjectKey("", "Namespace", null, name);
    }

    /** Kind and name, as messages say it. */
    public String title() {
        return Printable.text(kind + " " + (namespace == null ? "" : namespace + "/") + name);
    }
}
