// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.analysis.internal;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import dev.kubeuser.analysis.internal.Mutation.Edits;
import dev.kubeuser.analysis.internal.Mutation.Edits.JsonPlace;
import dev.kubeuser.analysis.internal.Mutation.MutationOperator;
import dev.kubeuser.base.internal.Json;
import dev.kubeuser.manifest.ManifestObject;
import dev.kubeuser.record.internal.PolicyObject;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;

/**
 * The mutations of an admission policy, of a binding of one, of its parameters, and of the labels of a namespace for
 * Pod Security.
 */
public final class AdmissionMutations {

    private static final String GROUP = "admissionregistration.k8s.io";
    private static final String POD_SECURITY = "pod-security.kubernetes.io/";
    private static final Pattern FIELD = Pattern.compile("[A-Za-z_][A-Za-z0-9_.?\\[\\]'\"]*");

    private static final JsonPlace SPEC = JsonPlace.of("spec");
    private static final JsonPlace FAILURE_POLICY = SPEC.at("failurePolicy");
    private static final JsonPlace ACTIONS = SPEC.at("validationActions");
    private static final JsonPlace PARAMETER_NOT_FOUND = JsonPlace.of("spec", "paramRef", "parameterNotFoundAction");

    private final ManifestObject object;
    private final Edits edits;

    private AdmissionMutations(ManifestObject object) {
        this.object = object;
        this.edits = new Edits(new PolicyObject(object.json(), object));
    }

    /** Returns all mutations of objects, in their order; none of those that admission does not look at. */
    public static List<Mutation> of(List<ManifestObject> objects) {
        return objects.stream()
                .map(AdmissionMutations::new)
                .flatMap(each -> each.among(objects).stream())
                .toList();
    }

    private List<Mutation> among(List<ManifestObject> objects) {
        if (ParameterMutations.isNamed(object, objects)) {
            ParameterMutations.addTo(edits, object);
        } else if (object.group().equals(GROUP)) {
            switch (object.kind()) {
                case "ValidatingAdmissionPolicy", "MutatingAdmissionPolicy" -> addOfPolicy();
                case "ValidatingAdmissionPolicyBinding", "MutatingAdmissionPolicyBinding" -> addOfBinding();
                default -> {}
            }
        } else if (object.group().isEmpty() && object.kind().equals("Namespace")) {
            addOfNamespace();
        }
        return edits.mutations();
    }

    private void addOfPolicy() {
        each("variables", this::addOfVariable);
        each("validations", this::addOfValidation);
        each("mutations", this::addOfMutation);
        each(
                "matchConditions",
                (place, condition) -> edits.remove(
                        MutationOperator.DROP_MATCH_CONDITION,
                        place,
                        "without the condition " + Json.text(condition, "name")));
        JsonPlace rules = JsonPlace.of("spec", "matchConstraints", "resourceRules");
        edits.each(rules, (place, rule) -> addOfMatch(place, edits.items(rules).size() > 1));
        String other = edits.text(FAILURE_POLICY).equals("Ignore") ? "Fail" : "Ignore";
        edits.replace(MutationOperator.FLIP_FAILURE_POLICY, FAILURE_POLICY, other, "with failurePolicy " + other);
    }

    private void each(String list, BiConsumer<JsonPlace, JsonElement> action) {
        edits.each(SPEC.at(list), action);
    }

    /**
     * The API server refuses to negate what is not a boolean. It does not know the type of a field, so fields are left
     * out.
     */
    private void addOfVariable(JsonPlace place, JsonElement variable) {
        String expression = Json.text(variable, "expression").strip();
        if (!FIELD.matcher(expression).matches()) {
            edits.replace(
                    MutationOperator.NEGATE_VARIABLE,
                    place.at("expression"),
                    "!(" + expression + ")",
                    "with the opposite of the variable " + Json.text(variable, "name"));
        }
    }

    /** Replaces the validation by one that always passes, because a policy must have one. */
    private void addOfValidation(JsonPlace place, JsonElement validation) {
        String expression = Json.text(validation, "expression").strip();
        edits.replace(
                MutationOperator.DROP_VALIDATION,
                place.at("expression"),
                "true",
                "without the validation " + expression);
        edits.replace(
                MutationOperator.NEGATE_VALIDATION,
                place.at("expression"),
                "!(" + expression + ")",
                "with the opposite of " + expression);
    }

    /** A mutation of nothing takes its place, for a policy must have one. */
    private void addOfMutation(JsonPlace place, JsonElement mutation) {
        JsonObject nothing = Json.object(
                Map.of("patchType", "ApplyConfiguration", "applyConfiguration", Map.of("expression", "Object{}")));
        edits.replace(MutationOperator.DROP_MUTATION, place, nothing, "without mutation " + number(place));
    }

    private static int number(JsonPlace place) {
        return (int) place.last() + 1;
    }

    private void addOfMatch(JsonPlace rule, boolean hasOthers) {
        for (String part : List.of("operations", "resources")) {
            edits.removeEach(
                    MutationOperator.NARROW_MATCH, rule.at(part), dropped -> "not for " + dropped.getAsString());
        }
        if (hasOthers) {
            edits.remove(MutationOperator.NARROW_MATCH, rule, "without resource rule " + number(rule));
        }
    }

    private void addOfBinding() {
        edits.add(MutationOperator.DROP_ADMISSION_BINDING, "", "is missing", (binding, policy) -> List.of());
        List<JsonElement> actions = edits.items(ACTIONS);
        if (actions.contains(new JsonPrimitive("Deny"))) {
            edits.replace(MutationOperator.WARN_ONLY, ACTIONS, only("Warn"), "warns instead of denying");
        }
        if (actions.contains(new JsonPrimitive("Warn"))) {
            edits.replace(MutationOperator.DROP_WARNING, ACTIONS, only("Audit"), "does not warn");
        }
        String ifNone = edits.text(PARAMETER_NOT_FOUND);
        if (!ifNone.isEmpty()) {
            String other = ifNone.equals("Deny") ? "Allow" : "Deny";
            edits.replace(
                    MutationOperator.FLIP_PARAMETER_NOT_FOUND,
                    PARAMETER_NOT_FOUND,
                    other,
                    "with parameterNotFoundAction " + other);
        }
        for (String selector : List.of("namespaceSelector", "objectSelector")) {
            JsonPlace place = JsonPlace.of("spec", "matchResources", selector);
            if (edits.has(place)) {
                edits.remove(MutationOperator.WIDEN_ADMISSION_BINDING, place, "without " + selector);
            }
        }
    }

    private static JsonArray only(String value) {
        JsonArray array = new JsonArray();
        array.add(value);
        return array;
    }

    private void addOfNamespace() {
        JsonPlace enforced = label("enforce");
        String level = edits.text(enforced);
        if (level.equals("restricted") || level.equals("baseline")) {
            String lower = level.equals("restricted") ? "baseline" : "privileged";
            edits.replace(
                    MutationOperator.LOWER_POD_SECURITY, enforced, lower, "enforces " + lower + " instead of " + level);
        }
        JsonPlace pinned = label("enforce-version");
        String version = edits.text(pinned);
        if (!version.isEmpty() && !version.equals("latest")) {
            edits.replace(
                    MutationOperator.UNPIN_POD_SECURITY,
                    pinned,
                    "latest",
                    "enforces the latest version instead of " + version);
        }
    }

    private static JsonPlace label(String name) {
        return JsonPlace.of("metadata", "labels", POD_SECURITY + name);
    }

    /**
     * The mutations of a parameter of admission policies: a limit that is one off, a switch that is the wrong way, a
     * list that lacks something.
     */
    private record ParameterMutations(Edits edits) {

        private static final Set<String> NOT_CONTENT = Set.of("apiVersion", "kind", "metadata", "status");

        /** A ConfigMap has only texts. */
        private static final Pattern INTEGER = Pattern.compile("\\d{1,18}");

        static void addTo(Edits edits, ManifestObject parameter) {
            ParameterMutations all = new ParameterMutations(edits);
            parameter.json().entrySet().stream()
                    .filter(part -> !NOT_CONTENT.contains(part.getKey()))
                    .forEach(part -> all.addOf(JsonPlace.of(part.getKey()), part.getValue()));
        }

        /** Whether a binding of a policy names an object as a parameter. */
        static boolean isNamed(ManifestObject object, List<ManifestObject> all) {
            return all.stream()
                    .filter(binding -> binding.kind().endsWith("AdmissionPolicyBinding"))
                    .map(binding -> Json.object(binding.json(), "spec"))
                    .anyMatch(spec -> names(Json.object(spec, "paramRef"), object)
                            && isOfKind(object, Json.text(spec, "policyName"), all));
        }

        private static boolean names(JsonObject reference, ManifestObject object) {
            String name = Json.text(reference, "name");
            String namespace = Json.text(reference, "namespace");
            boolean isThere = namespace.isEmpty()
                    || object.namespace().filter(namespace::equals).isPresent();
            if (!name.isEmpty()) {
                return isThere && object.name().equals(name);
            }
            JsonObject labels = Json.object(Json.object(object.json(), "metadata"), "labels");
            return reference.has("selector")
                    && isThere
                    && labels.entrySet()
                            .containsAll(Json.object(Json.object(reference, "selector"), "matchLabels")
                                    .entrySet());
        }

        private static boolean isOfKind(ManifestObject object, String policy, List<ManifestObject> all) {
            return all.stream()
                    .filter(each -> each.kind().endsWith("AdmissionPolicy")
                            && each.name().equals(policy))
                    .map(each -> Json.object(Json.object(each.json(), "spec"), "paramKind"))
                    .anyMatch(kind -> Json.text(kind, "kind").equals(object.kind())
                            && Json.text(kind, "apiVersion").equals(object.apiVersion()));
        }

        private void addOf(JsonPlace place, JsonElement value) {
            if (value instanceof JsonObject object) {
                object.entrySet().forEach(entry -> addOf(place.at(entry.getKey()), entry.getValue()));
            } else if (value instanceof JsonArray) {
                edits.each(place, (item, dropped) -> {
                    boolean isValue = dropped.isJsonPrimitive();
                    edits.remove(
                            MutationOperator.CHANGE_PARAMETER,
                            item,
                            "without " + item + (isValue ? " " + dropped : ""));
                    if (!isValue) {
                        addOf(item, dropped);
                    }
                });
            } else if (value instanceof JsonPrimitive primitive) {
                addOfPrimitive(place, primitive);
            }
        }

        private void addOfPrimitive(JsonPlace place, JsonPrimitive value) {
            String text = value.getAsString();
            if (text.equals("true") || text.equals("false")) {
                replace(place, value, new JsonPrimitive(text.equals("false")));
            } else if (INTEGER.matcher(text).matches()) {
                long number = Long.parseLong(text);
                replace(place, value, new JsonPrimitive(number - 1));
                replace(place, value, new JsonPrimitive(number + 1));
            }
        }

        private void replace(JsonPlace place, JsonPrimitive value, JsonPrimitive other) {
            JsonPrimitive written = value.isString() ? new JsonPrimitive(other.getAsString()) : other;
            edits.replace(
                    MutationOperator.CHANGE_PARAMETER,
                    place,
                    written,
                    "with " + place + " " + written + " instead of " + value);
        }
    }
}
