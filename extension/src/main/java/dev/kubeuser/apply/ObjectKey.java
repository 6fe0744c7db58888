package dev.kubeuser.apply;

import org.jspecify.annotations.Nullable;

/** What an object is in a cluster, whatever the version it is written in. */
record ObjectKey(String group, String kind, @Nullable String namespace, String name) {

    static ObjectKey ofNamespace(String name) {
        return new ObjectKey("", "Namespace", null, name);
    }
}
