// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.analysis.internal;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
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

    /**
     * Gathers the mutations of an object. Each is an edit of its JSON: something at a place is another, or missing.
     *
     * @param target the object
     * @param rule the index of the rule that is edited; empty for the whole object
     * @param mutations those so far
     */
    record Edits(PolicyObject target, OptionalInt rule, List<Mutation> mutations) {

        Edits(PolicyObject target) {
            this(target, OptionalInt.empty(), new ArrayList<>());
        }

        /** Returns the edits of a rule of a role, which are gathered with the others. */
        Edits ofRule(int index) {
            return new Edits(target, OptionalInt.of(index), mutations);
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

    /**
     * The policy under test with one change that people make by mistake.
     *
     * @param operator the kind of change
     * @param object the kind and name of the changed object
     * @param rule the index of the changed rule; empty unless a role changed
     * @param origin the file and line of the change
     * @param description what is different, for example {@code without the verb "list"}
     */
    public record Mutant(
            MutationOperator operator, String object, OptionalInt rule, Origin origin, String description) {

        /** {@return for example {@code Role readers rule 1 without the verb "list" (rbac.yaml:7)}} */
        @Override
        public String toString() {
            return object + " " + description + " (" + origin + ")";
        }
    }

    /** The kinds of mutants. {@code can} kills those that remove access, {@code cannot} those that add it. */
    public enum MutationOperator {
        /** A rule lacks a verb. */
        DROP_VERB,
        /** A rule lacks a resource. */
        DROP_RESOURCE,
        /** A rule lacks an API group. */
        DROP_API_GROUP,
        /** A rule for some objects lacks one object. */
        DROP_RESOURCE_NAME,
        /** A rule lacks a URL. */
        DROP_NON_RESOURCE_URL,
        /** A role lacks a rule. */
        DROP_RULE,
        /** A binding lacks a subject. */
        DROP_SUBJECT,
        /** A binding is missing. */
        DROP_BINDING,
        /** A rule applies to all verbs. */
        WIDEN_VERBS,
        /** A rule applies to all resources of its API groups. */
        WIDEN_RESOURCES,
        /** A rule for some objects applies to all objects of the resource. */
        DROP_RESOURCE_NAMES,
        /** A RoleBinding is a ClusterRoleBinding, so it applies in all namespaces. */
        MAKE_CLUSTER_WIDE,
        /** A RoleBinding, with its Role, is in another namespace. */
        MOVE_NAMESPACE,
        /** A binding applies to all authenticated users. */
        ADD_AUTHENTICATED,
        /** A binding grants a stronger role. */
        STRONGER_ROLE,
        /** An admission policy lacks a validation. */
        DROP_VALIDATION,
        /** A validation of an admission policy is negated. */
        NEGATE_VALIDATION,
        /** A variable of an admission policy has the opposite value. */
        NEGATE_VARIABLE,
        /** A MutatingAdmissionPolicy lacks a mutation. */
        DROP_MUTATION,
        /** An admission policy lacks a condition, so it is about more requests. */
        DROP_MATCH_CONDITION,
        /** An admission policy is about fewer operations or resources. */
        NARROW_MATCH,
        /** An admission policy that cannot be evaluated denies, or no longer does. */
        FLIP_FAILURE_POLICY,
        /** An admission policy is not bound. */
        DROP_ADMISSION_BINDING,
        /** The binding of an admission policy selects all objects and namespaces. */
        WIDEN_ADMISSION_BINDING,
        /** An admission policy warns instead of denying. */
        WARN_ONLY,
        /** An admission policy no longer warns. */
        DROP_WARNING,
        /** An admission policy whose parameters are missing denies, or no longer does. */
        FLIP_PARAMETER_NOT_FOUND,
        /** A parameter of an admission policy has another limit, a switch the other way, or a shorter list. */
        CHANGE_PARAMETER,
        /** Pods in a namespace may do more. */
        LOWER_POD_SECURITY,
        /** Pods in a namespace are held to the newest version of a level. */
        UNPIN_POD_SECURITY
    }
}
