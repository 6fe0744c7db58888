// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.analysis.internal;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import dev.kubeuser.analysis.Mutant;
import dev.kubeuser.analysis.MutationOperator;
import dev.kubeuser.manifest.ManifestObject;
import dev.kubeuser.rbac.Origin;
import dev.kubeuser.rbac.RbacPolicy;
import dev.kubeuser.record.internal.PolicyObject;
import dev.kubeuser.run.internal.OwnNamespaces;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A change to an object of the policy under test that produces a mutant.
 *
 * @param operator the kind of change
 * @param target the changed object
 * @param rule the index of the changed rule; empty for what is not a role
 * @param origin the file and line of the changed part
 * @param description what changes, in words
 * @param change makes the change
 */
public record Mutation(
        MutationOperator operator,
        PolicyObject target,
        OptionalInt rule,
        Origin origin,
        String description,
        Change change) {

    /** Returns all mutations of a role or binding. */
    public static List<Mutation> of(PolicyObject object) {
        return RbacMutations.of(object);
    }

    /** Returns the changed object as written. */
    public ManifestObject source() {
        return target.source();
    }

    /** Returns what to apply instead of the object, if nothing else is known of the policy. */
    public List<JsonObject> replacement() {
        return change.replace(target, RbacPolicy.builder().build());
    }

    /** Returns the mutant, described in words that are the same in each run. */
    public Mutant asMutant(OwnNamespaces own) {
        return new Mutant(
                operator, own.written(source().kind() + " " + source().name()), rule, origin, own.written(description));
    }

    /** Changes an object of a policy. */
    @FunctionalInterface
    interface Change {

        /**
         * Returns the objects to put over the policy: the changed one, with the same kind and name, and any others;
         * none to remove the object.
         */
        List<JsonObject> replace(PolicyObject object, RbacPolicy policy);
    }

    /** Gathers the mutations of an object. Each is an edit of its JSON: something at a place is another, or missing. */
    static final class Edits {

        private final PolicyObject target;
        private final OptionalInt rule;
        private final List<Mutation> mutations;

        private Edits(PolicyObject target, OptionalInt rule, List<Mutation> mutations) {
            this.target = target;
            this.rule = rule;
            this.mutations = mutations;
        }

        Edits(PolicyObject target) {
            this(target, OptionalInt.empty(), new ArrayList<>());
        }

        /** Returns the edits of a rule of a role, which are gathered with the others. */
        Edits ofRule(int index) {
            return new Edits(target, OptionalInt.of(index), mutations);
        }

        List<Mutation> mutations() {
            return mutations;
        }

        /** Returns the items of a list; none if there is no list. */
        List<JsonElement> items(JsonPlace list) {
            return list.in(target.object()) instanceof JsonArray array ? array.asList() : List.of();
        }

        /** Returns the text, number or boolean at a place, as text; empty if there is none. */
        String text(JsonPlace place) {
            return place.in(target.object()) instanceof JsonPrimitive text ? text.getAsString() : "";
        }

        boolean has(JsonPlace place) {
            return place.in(target.object()) != null;
        }

        /** Goes through the items of a list. */
        void each(JsonPlace list, BiConsumer<JsonPlace, JsonElement> action) {
            List<JsonElement> items = items(list);
            for (int index = 0; index < items.size(); index++) {
                action.accept(list.at(index), items.get(index));
            }
        }

        /** Removes each item of a list, unless it is the only one. */
        void removeEach(MutationOperator operator, JsonPlace list, Function<JsonElement, String> description) {
            if (items(list).size() > 1) {
                each(list, (place, item) -> remove(operator, place, description.apply(item)));
            }
        }

        void remove(MutationOperator operator, JsonPlace place, String description) {
            add(
                    operator,
                    place.toString(),
                    description,
                    (object, policy) -> List.of(place.with(object.object(), null)));
        }

        void replace(MutationOperator operator, JsonPlace place, JsonElement value, String description) {
            add(
                    operator,
                    place.toString(),
                    description,
                    (object, policy) -> List.of(place.with(object.object(), value)));
        }

        void replace(MutationOperator operator, JsonPlace place, String value, String description) {
            replace(operator, place, new JsonPrimitive(value), description);
        }

        /**
         * Adds any change.
         *
         * @param path the path to what it is about, which may be missing
         */
        void add(MutationOperator operator, String path, String description, Mutation.Change change) {
            mutations.add(
                    new Mutation(operator, target, rule, target.source().nearestOrigin(path), description, change));
        }

        /**
         * A place in a JSON object.
         *
         * @param steps a text for a key, and an integer for the index of a list
         */
        record JsonPlace(List<Object> steps) {

            private static final Pattern PLAIN = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

            static JsonPlace of(Object... steps) {
                return new JsonPlace(List.of(steps));
            }

            /** Returns a place within this one. */
            JsonPlace at(Object step) {
                List<Object> longer = new ArrayList<>(steps);
                longer.add(step);
                return new JsonPlace(List.copyOf(longer));
            }

            /** The last step. */
            Object last() {
                return steps.get(steps.size() - 1);
            }

            /** Returns what is here, or null if nothing is. */
            @Nullable
            JsonElement in(JsonObject whole) {
                JsonElement here = whole;
                for (Object step : steps) {
                    here = child(here, step);
                }
                return here;
            }

            private static @Nullable JsonElement child(@Nullable JsonElement parent, Object step) {
                if (step instanceof Integer index) {
                    return parent instanceof JsonArray array && index < array.size() ? array.get(index) : null;
                }
                return parent instanceof JsonObject object ? object.get((String) step) : null;
            }

            /**
             * Returns an object with another value here, or with nothing if that is null. All beside the place is
             * shared, so neither object may be changed.
             */
            JsonObject with(JsonObject whole, @Nullable JsonElement value) {
                if (steps.isEmpty()) {
                    return Objects.requireNonNull(value).getAsJsonObject();
                }
                JsonPlace parent = new JsonPlace(steps.subList(0, steps.size() - 1));
                JsonElement before = parent.in(whole);
                JsonElement after = last() instanceof Integer index
                        ? withItem(before instanceof JsonArray array ? array : new JsonArray(), index, value)
                        : withKey(
                                before instanceof JsonObject object ? object : new JsonObject(),
                                (String) last(),
                                value);
                return parent.with(whole, after);
            }

            /** An index behind the last item adds one. */
            private static JsonArray withItem(JsonArray parent, int index, @Nullable JsonElement value) {
                JsonArray array = new JsonArray(parent.size() + 1);
                array.addAll(parent);
                if (value == null) {
                    array.remove(index);
                } else if (index == array.size()) {
                    array.add(value);
                } else {
                    array.set(index, value);
                }
                return array;
            }

            private static JsonObject withKey(JsonObject parent, String key, @Nullable JsonElement value) {
                JsonObject object = new JsonObject();
                parent.asMap().forEach(object::add);
                if (value == null) {
                    object.remove(key);
                } else {
                    object.add(key, value);
                }
                return object;
            }

            /** For example {@code metadata.labels["app.kubernetes.io/name"]} or {@code spec.rules[0]}. */
            @Override
            public String toString() {
                StringBuilder text = new StringBuilder();
                for (Object step : steps) {
                    if (step instanceof Integer) {
                        text.append('[').append(step).append(']');
                    } else if (!PLAIN.matcher((String) step).matches()) {
                        text.append("[\"").append(step).append("\"]");
                    } else {
                        text.append(text.isEmpty() ? "" : ".").append(step);
                    }
                }
                return text.toString();
            }
        }
    }
}
