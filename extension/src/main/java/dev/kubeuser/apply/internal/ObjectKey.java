package dev.kubeuser.apply.internal;

import org.jspecify.annotations.Nullable;

/** What an object is in a cluster, whatever the version it is written in. */
public record ObjectKey(String group, String kind, @Nullable String namespace, String name) {

    public static ObjectKey ofNamespace(String name) {
        return new ObjectKey("", "Namespace", null, name);
    }
}
