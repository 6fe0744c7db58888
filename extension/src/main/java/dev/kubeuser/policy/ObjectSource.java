package dev.kubeuser.policy;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where an object of RBAC and its rules were written.
 *
 * @param object the beginning of the object
 * @param rules the beginning of each rule, in their order; may hold fewer than the object has
 */
public record ObjectSource(Source object, List<Source> rules) {

    /** Copies the list. */
    public ObjectSource {
        rules = List.copyOf(rules);
    }

    /**
     * {@return the source of an object whose rules are not known line by line}
     *
     * @param object the beginning of the object
     */
    public static ObjectSource of(Source object) {
        return new ObjectSource(object, List.of());
    }

    /** The rule's own place, or else the object's. */
    Source rule(int index) {
        return index < rules.size() ? rules.get(index) : object;
    }

    static @Nullable Source placeOf(@Nullable ObjectSource source) {
        return source == null ? null : source.object();
    }

    static @Nullable Source placeOfRule(@Nullable ObjectSource source, int index) {
        return source == null ? null : source.rule(index);
    }
}
