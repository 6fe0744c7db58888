package dev.kubeuser.run.internal;

import dev.kubeuser.base.internal.OpenResources;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** A lifetime that ends when the owner of a list of open resources closes them. */
public final class ListedLifetime implements Lifetime {

    private final OpenResources open;
    private final Map<List<Object>, AutoCloseable> made = new HashMap<>();

    public ListedLifetime(OpenResources open) {
        this.open = open;
    }

    @Override
    public synchronized <T extends AutoCloseable> T keep(Class<T> type, String name, Supplier<T> making) {
        List<Object> key = List.of(type, name);
        AutoCloseable value = made.get(key);
        if (value == null) {
            value = open.add(making.get());
            made.put(key, value);
        }
        return type.cast(value);
    }

    @Override
    public synchronized <T extends AutoCloseable> Optional<T> find(Class<T> type, String name) {
        return Optional.ofNullable(made.get(List.of(type, name))).map(type::cast);
    }
}
