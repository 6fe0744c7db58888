package dev.kubeuser.mutants.internal;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.kubeuser.base.internal.JsonParts;
import dev.kubeuser.mutants.MutationOperator;
import dev.kubeuser.rbac.Origin;
import dev.kubeuser.record.internal.PolicyObject;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Consumer;

/** The mutations of the rules of a Role or ClusterRole. */
final class RuleMutations {

    private static final String ALL = "*";
    private static final String RULES = "rules";

    private final PolicyObject target;
    private final List<Mutation> mutations = new ArrayList<>();

    private RuleMutations(PolicyObject target) {
        this.target = target;
    }

    static List<Mutation> of(PolicyObject target) {
        RuleMutations found = new RuleMutations(target);
        List<JsonElement> rules = JsonParts.list(target.object(), RULES);
        for (int index = 0; index < rules.size(); index++) {
            found.addAll(index, rules.get(index));
        }
        return found.mutations;
    }

    private void addAll(int index, JsonElement rule) {
        dropEach(MutationOperator.DROP_VERB, index, rule, "verbs", "verb");
        dropEach(MutationOperator.DROP_RESOURCE, index, rule, "resources", "resource");
        dropEach(MutationOperator.DROP_API_GROUP, index, rule, "apiGroups", "API group");
        dropEach(MutationOperator.DROP_NON_RESOURCE_URL, index, rule, "nonResourceURLs", "URL");
        dropEach(MutationOperator.DROP_RESOURCE_NAME, index, rule, "resourceNames", "name");
        add(MutationOperator.DROP_RULE, index, path(index), "without " + words(index), rules -> rules.remove(index));
        if (!JsonParts.texts(rule, "verbs").contains(ALL)) {
            edit(MutationOperator.WIDEN_VERBS, index, "verbs", "for all verbs", wide -> wide.add("verbs", all()));
        }
        List<String> resources = JsonParts.texts(rule, "resources");
        if (!resources.isEmpty() && !resources.contains(ALL)) {
            edit(
                    MutationOperator.WIDEN_RESOURCES,
                    index,
                    "resources",
                    "for all resources",
                    wide -> wide.add("resources", all()));
        }
        if (!JsonParts.texts(rule, "resourceNames").isEmpty()) {
            edit(
                    MutationOperator.DROP_RESOURCE_NAMES,
                    index,
                    "resourceNames",
                    "for objects of all names",
                    wide -> wide.remove("resourceNames"));
        }
    }

    private static JsonArray all() {
        JsonArray all = new JsonArray();
        all.add(ALL);
        return all;
    }

    /** Drops each entry, unless it is the only one: that would drop the rule, which is a mutation of its own. */
    private void dropEach(MutationOperator operator, int index, JsonElement rule, String list, String what) {
        List<String> entries = JsonParts.texts(rule, list);
        for (int entry = 0; entry < entries.size() && entries.size() > 1; entry++) {
            int dropped = entry;
            edit(
                    operator,
                    index,
                    list + "[" + entry + "]",
                    "without the " + what + " \"" + entries.get(entry) + "\"",
                    changed -> changed.getAsJsonArray(list).remove(dropped));
        }
    }

    private void edit(MutationOperator operator, int index, String part, String what, Consumer<JsonObject> change) {
        add(operator, index, path(index) + "." + part, words(index) + " " + what, rules -> {
            JsonObject changed = rules.get(index).getAsJsonObject().deepCopy();
            change.accept(changed);
            rules.set(index, changed);
        });
    }

    private void add(MutationOperator operator, int rule, String path, String description, Consumer<JsonArray> change) {
        Origin origin = target.source().origin(path);
        mutations.add(new Mutation(
                operator,
                target,
                OptionalInt.of(rule),
                origin,
                description,
                (object, policy) -> List.of(changed(object, change))));
    }

    private static JsonObject changed(PolicyObject object, Consumer<JsonArray> change) {
        JsonArray rules = new JsonArray();
        JsonParts.list(object.object(), RULES).forEach(rules::add);
        change.accept(rules);
        return object.with(RULES, rules);
    }

    private static String words(int rule) {
        return "rule " + (rule + 1);
    }

    private static String path(int rule) {
        return RULES + "[" + rule + "]";
    }
}
