package dev.kubeuser.mutants.internal;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.kubeuser.base.internal.JsonParts;
import dev.kubeuser.manifest.ManifestObject;
import dev.kubeuser.mutants.Mutant;
import dev.kubeuser.mutants.MutationOperator;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * The mutations of a policy of admission, of a binding of one, of its parameters, and of the labels of a namespace for Pod
 * Security.
 */
public final class AdmissionMutations {

    private static final String GROUP = "admissionregistration.k8s.io";
    private static final String ACTIONS = "validationActions";
    private static final String RESOURCE_RULES = "resourceRules";
    private static final String MATCH_CONSTRAINTS = "matchConstraints";
    private static final String PARAMETER_NOT_FOUND = "parameterNotFoundAction";
    private static final Pattern FIELD = Pattern.compile("[A-Za-z_][A-Za-z0-9_.?\\[\\]'\"]*");
    private static final String POD_SECURITY = "pod-security.kubernetes.io/";

    private final ManifestObject object;
    private final List<Mutated> mutated = new ArrayList<>();

    /**
     * An object with one mistake in it.
     *
     * @param mutant the mistake
     * @param object as it is written
     * @param replacement what is applied instead; empty for nothing
     */
    public record Mutated(Mutant mutant, ManifestObject object, Optional<JsonObject> replacement) {}

    private AdmissionMutations(ManifestObject object) {
        this.object = object;
    }

    /** Returns all mutants of objects, in their order; none of those that admission does not look at. */
    public static List<Mutated> of(List<ManifestObject> objects) {
        return objects.stream()
                .flatMap(object ->
                        (ParameterMutations.isNamed(object, objects) ? ofParameter(object) : of(object)).stream())
                .toList();
    }

    private static List<Mutated> ofParameter(ManifestObject object) {
        AdmissionMutations all = new AdmissionMutations(object);
        ParameterMutations.of(
                object,
                (path, description, changed) ->
                        all.add(MutationOperator.CHANGE_PARAMETER, path, description, Optional.of(changed)));
        return all.mutated;
    }

    private static List<Mutated> of(ManifestObject object) {
        AdmissionMutations all = new AdmissionMutations(object);
        if (object.group().equals(GROUP)) {
            switch (object.kind()) {
                case "ValidatingAdmissionPolicy", "MutatingAdmissionPolicy" -> all.addOfPolicy();
                case "ValidatingAdmissionPolicyBinding", "MutatingAdmissionPolicyBinding" -> all.addOfBinding();
                default -> {}
            }
        } else if (object.group().isEmpty() && object.kind().equals("Namespace")) {
            all.addOfNamespace();
        }
        return all.mutated;
    }

    private JsonObject spec() {
        return spec(object.json());
    }

    private static JsonObject spec(JsonObject json) {
        return Objects.requireNonNullElseGet(json.getAsJsonObject("spec"), JsonObject::new);
    }

    private void add(MutationOperator operator, String path, String description, Consumer<JsonObject> change) {
        JsonObject changed = object.json();
        change.accept(changed);
        add(operator, path, description, Optional.of(changed));
    }

    private void add(MutationOperator operator, String path, String description, Optional<JsonObject> replacement) {
        Mutant mutant = new Mutant(
                operator,
                object.kind() + " " + object.name(),
                OptionalInt.empty(),
                object.nearestOrigin(path),
                description);
        mutated.add(new Mutated(mutant, object, replacement));
    }

    private void addOfPolicy() {
        addOfVariables();
        addOfValidations();
        addOfMutations();
        addOfConditions();
        addOfMatch();
        boolean ignores = "Ignore".equals(JsonParts.text(spec(), "failurePolicy"));
        String other = ignores ? "Fail" : "Ignore";
        add(
                MutationOperator.FLIP_FAILURE_POLICY,
                "spec.failurePolicy",
                "with failurePolicy " + other,
                json -> spec(json).addProperty("failurePolicy", other));
    }

    /** The API server refuses to negate what is not a boolean. It does not know the type of a field, so fields are left out. */
    private void addOfVariables() {
        List<JsonElement> all = JsonParts.list(spec(), "variables");
        for (int i = 0; i < all.size(); i++) {
            String expression = JsonParts.text(all.get(i), "expression").strip();
            int index = i;
            if (!FIELD.matcher(expression).matches()) {
                add(
                        MutationOperator.NEGATE_VARIABLE,
                        "spec.variables[" + i + "].expression",
                        "with the opposite of the variable " + JsonParts.text(all.get(i), "name"),
                        json -> setExpression(json, "variables", index, "!(" + expression + ")"));
            }
        }
    }

    /** One that always holds, for a policy must have one. */
    private void addOfValidations() {
        List<JsonElement> all = JsonParts.list(spec(), "validations");
        for (int i = 0; i < all.size(); i++) {
            String expression = JsonParts.text(all.get(i), "expression").strip();
            String path = "spec.validations[" + i + "].expression";
            int index = i;
            add(
                    MutationOperator.DROP_VALIDATION,
                    path,
                    "without the validation " + expression,
                    json -> setExpression(json, "validations", index, "true"));
            add(
                    MutationOperator.NEGATE_VALIDATION,
                    path,
                    "with the opposite of " + expression,
                    json -> setExpression(json, "validations", index, "!(" + expression + ")"));
        }
    }

    private static void setExpression(JsonObject json, String list, int index, String expression) {
        spec(json).getAsJsonArray(list).get(index).getAsJsonObject().addProperty("expression", expression);
    }

    /** One that is for no request, for a policy must have one. */
    private void addOfMutations() {
        List<JsonElement> all = JsonParts.list(spec(), "mutations");
        for (int i = 0; i < all.size(); i++) {
            int index = i;
            add(
                    MutationOperator.DROP_MUTATION,
                    "spec.mutations[" + i + "]",
                    "without mutation " + (i + 1),
                    json -> spec(json).getAsJsonArray("mutations").set(index, nothing()));
        }
    }

    private static JsonElement nothing() {
        JsonObject configuration = new JsonObject();
        configuration.addProperty("expression", "Object{}");
        JsonObject mutation = new JsonObject();
        mutation.addProperty("patchType", "ApplyConfiguration");
        mutation.add("applyConfiguration", configuration);
        return mutation;
    }

    private void addOfConditions() {
        List<JsonElement> all = JsonParts.list(spec(), "matchConditions");
        for (int i = 0; i < all.size(); i++) {
            int index = i;
            add(
                    MutationOperator.DROP_MATCH_CONDITION,
                    "spec.matchConditions[" + i + "]",
                    "without the condition " + JsonParts.text(all.get(i), "name"),
                    json -> spec(json).getAsJsonArray("matchConditions").remove(index));
        }
    }

    private void addOfMatch() {
        if (!(spec().get(MATCH_CONSTRAINTS) instanceof JsonObject constraints)) {
            return;
        }
        List<JsonElement> rules = JsonParts.list(constraints, RESOURCE_RULES);
        for (int i = 0; i < rules.size(); i++) {
            int rule = i;
            for (String part : List.of("operations", "resources")) {
                List<JsonElement> all = JsonParts.list(rules.get(i).getAsJsonObject(), part);
                for (int j = 0; j < all.size() && all.size() > 1; j++) {
                    int dropped = j;
                    add(
                            MutationOperator.NARROW_MATCH,
                            "spec.matchConstraints.resourceRules[" + i + "]." + part,
                            "not for " + all.get(j).getAsString(),
                            json -> rules(json)
                                    .get(rule)
                                    .getAsJsonObject()
                                    .getAsJsonArray(part)
                                    .remove(dropped));
                }
            }
            if (rules.size() > 1) {
                add(
                        MutationOperator.NARROW_MATCH,
                        "spec.matchConstraints.resourceRules[" + i + "]",
                        "without resource rule " + (i + 1),
                        json -> rules(json).remove(rule));
            }
        }
    }

    private static JsonArray rules(JsonObject json) {
        return spec(json).getAsJsonObject(MATCH_CONSTRAINTS).getAsJsonArray(RESOURCE_RULES);
    }

    private void addOfBinding() {
        add(MutationOperator.DROP_ADMISSION_BINDING, "", "is missing", Optional.empty());
        List<String> actions = JsonParts.list(spec(), ACTIONS).stream()
                .map(JsonElement::getAsString)
                .toList();
        if (actions.contains("Deny")) {
            add(
                    MutationOperator.WARN_ONLY,
                    "spec.validationActions",
                    "warns instead of denying",
                    json -> spec(json).add(ACTIONS, only("Warn")));
        }
        if (actions.contains("Warn")) {
            add(
                    MutationOperator.DROP_WARNING,
                    "spec.validationActions",
                    "does not warn",
                    json -> spec(json).add(ACTIONS, only("Audit")));
        }
        addOfParameterReference();
        if (spec().get("matchResources") instanceof JsonObject match) {
            for (String selector : List.of("namespaceSelector", "objectSelector")) {
                if (match.has(selector)) {
                    add(
                            MutationOperator.WIDEN_ADMISSION_BINDING,
                            "spec.matchResources." + selector,
                            "without " + selector,
                            json -> spec(json).getAsJsonObject("matchResources").remove(selector));
                }
            }
        }
    }

    private void addOfParameterReference() {
        String ifNone = JsonParts.text(JsonParts.object(spec(), "paramRef"), PARAMETER_NOT_FOUND);
        if (!ifNone.isEmpty()) {
            String other = ifNone.equals("Deny") ? "Allow" : "Deny";
            add(
                    MutationOperator.FLIP_PARAMETER_NOT_FOUND,
                    "spec.paramRef.parameterNotFoundAction",
                    "with parameterNotFoundAction " + other,
                    json -> spec(json).getAsJsonObject("paramRef").addProperty(PARAMETER_NOT_FOUND, other));
        }
    }

    private static JsonArray only(String value) {
        JsonArray array = new JsonArray();
        array.add(value);
        return array;
    }

    private void addOfNamespace() {
        if (!(object.json().getAsJsonObject("metadata").get("labels") instanceof JsonObject labels)) {
            return;
        }
        String level = JsonParts.text(labels, POD_SECURITY + "enforce");
        if (level.equals("restricted") || level.equals("baseline")) {
            String lower = level.equals("restricted") ? "baseline" : "privileged";
            add(
                    MutationOperator.LOWER_POD_SECURITY,
                    label("enforce"),
                    "enforces " + lower + " instead of " + level,
                    json -> labels(json).addProperty(POD_SECURITY + "enforce", lower));
        }
        String version = JsonParts.text(labels, POD_SECURITY + "enforce-version");
        if (!version.isEmpty() && !version.equals("latest")) {
            add(
                    MutationOperator.UNPIN_POD_SECURITY,
                    label("enforce-version"),
                    "enforces the latest version instead of " + version,
                    json -> labels(json).addProperty(POD_SECURITY + "enforce-version", "latest"));
        }
    }

    private static String label(String name) {
        return "metadata.labels[\"" + POD_SECURITY + name + "\"]";
    }

    private static JsonObject labels(JsonObject json) {
        return json.getAsJsonObject("metadata").getAsJsonObject("labels");
    }
}
