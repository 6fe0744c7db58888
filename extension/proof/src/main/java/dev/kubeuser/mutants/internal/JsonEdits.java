package dev.kubeuser.mutants.internal;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonPrimitive;
import dev.kubeuser.mutants.MutationOperator;
import dev.kubeuser.record.internal.PolicyObject;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.BiConsumer;
import java.util.function.Function;

/** Gathers the mutations of an object. Each is an edit of its JSON: something at a place is another, or missing. */
final class JsonEdits {

    private final PolicyObject target;
    private final OptionalInt rule;
    private final List<Mutation> mutations;

    private JsonEdits(PolicyObject target, OptionalInt rule, List<Mutation> mutations) {
        this.target = target;
        this.rule = rule;
        this.mutations = mutations;
    }

    JsonEdits(PolicyObject target) {
        this(target, OptionalInt.empty(), new ArrayList<>());
    }

    /** Returns the edits of a rule of a role, which are gathered with the others. */
    JsonEdits ofRule(int index) {
        return new JsonEdits(target, OptionalInt.of(index), mutations);
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
        add(operator, place.toString(), description, (object, policy) -> List.of(place.with(object.object(), null)));
    }

    void replace(MutationOperator operator, JsonPlace place, JsonElement value, String description) {
        add(operator, place.toString(), description, (object, policy) -> List.of(place.with(object.object(), value)));
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
        mutations.add(new Mutation(operator, target, rule, target.source().nearestOrigin(path), description, change));
    }
}
