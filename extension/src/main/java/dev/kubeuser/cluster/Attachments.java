package dev.kubeuser.cluster;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** What others keep with a cluster, one value of each type. Safe for several threads. */
public final class Attachments {

    private final Map<Class<?>, Object> values = new ConcurrentHashMap<>();

    public <T> T get(Class<T> type, Supplier<? extends T> first) {
        return type.cast(values.computeIfAbsent(type, key -> first.get()));
    }
}
