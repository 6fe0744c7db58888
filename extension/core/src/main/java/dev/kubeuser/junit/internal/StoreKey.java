package dev.kubeuser.junit.internal;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The key of a value in a store: its type, and what tells it apart from others of that type. A store also has the values
 * of parent contexts, so the key of what belongs to one place alone names the place.
 *
 * <p>It is not a record. The JVM generates the code that compares records when that is first needed, and whoever runs a
 * single test waits for it.
 */
final class StoreKey {

    private final Class<?> type;
    private final List<Object> parts;

    private StoreKey(Class<?> type, List<Object> parts) {
        this.type = type;
        this.parts = parts;
    }

    static StoreKey of(Class<?> type, Object... parts) {
        return new StoreKey(type, List.of(parts));
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof StoreKey that && that.type == type && that.parts.equals(parts);
    }

    @Override
    public int hashCode() {
        return 31 * type.hashCode() + parts.hashCode();
    }

    @Override
    public String toString() {
        return type.getSimpleName() + parts;
    }
}
