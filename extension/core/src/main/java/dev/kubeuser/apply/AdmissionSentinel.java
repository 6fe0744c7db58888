package dev.kubeuser.apply;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.access.KubeResponse;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * A policy or webhook of admission that concerns one dry run alone, and shows in its answer once it is enforced. It warns
 * instead of denying where it can: all warnings reach the client, but only one denial does.
 *
 * @param name of the policy, and the label of the object whose creation it concerns
 * @param documents the policies, bindings and webhooks
 * @param signs what the warnings or the message of the answer have to contain, all of it
 */
record AdmissionSentinel(String name, List<String> documents, Set<String> signs) {

    private static final String LABEL = "kubeuser.dev/sentinel";
    private static final String DRY_RUN = "/apis/scheduling.k8s.io/v1/priorityclasses?dryRun=All";

    /** Followed by the name of what is seen; the dot ends it. */
    private static final String SEEN = "seen ";

    private static final String RULES = """
            "matchConstraints": {"objectSelector": {"matchLabels": {"%s": "%s"}}, "resourceRules": [{"apiGroups":
              ["scheduling.k8s.io"], "apiVersions": ["v1"], "operations": ["CREATE"], "resources": ["priorityclasses"]}]}""";

    /** Shows that the server enforces what was written before. */
    static AdmissionSentinel validating() {
        String name = newName();
        return new AdmissionSentinel(name, warning(name, name, "", "'seen all.'", ""), Set.of(seen("all")));
    }

    /** Shows the same of MutatingAdmissionPolicies: a policy that warns selects only what the sentinel has changed. */
    static AdmissionSentinel mutating(String apiVersion) {
        String name = newName();
        String policy = mutation(
                apiVersion, name, "", "Object{metadata: Object.metadata{labels: {'" + LABEL + "': '" + name + "-m'}}}");
        List<String> observer = warning(name, name + "-m", "", "'seen all.'", "");
        return new AdmissionSentinel(
                name,
                List.of(
                        policy,
                        binding(apiVersion, "MutatingAdmissionPolicyBinding", name, ""),
                        observer.get(0),
                        observer.get(1)),
                Set.of(seen("all")));
    }

    /** Shows that the server calls webhooks: nobody serves this one. */
    static AdmissionSentinel webhook(String kind) {
        String name = newName();
        return new AdmissionSentinel(name, List.of("""
                {"apiVersion": "admissionregistration.k8s.io/v1", "kind": "%1$s", "metadata": {"name": "%2$s"},
                 "webhooks": [{"name": "%2$s.kubeuser.dev", "admissionReviewVersions": ["v1"], "sideEffects": "None",
                   "failurePolicy": "Fail", "timeoutSeconds": 1, "clientConfig": {"url": "https://127.0.0.1:1/"},
                   "objectSelector": {"matchLabels": {"%3$s": "%2$s"}},
                   "rules": [{"apiGroups": ["scheduling.k8s.io"], "apiVersions": ["v1"], "operations": ["CREATE"],
                     "resources": ["priorityclasses"]}]}]}
                """.formatted(kind, name, LABEL)), Set.of("failed calling webhook"));
    }

    /** Shows that the server has some parameters. */
    static AdmissionSentinel parameters(JsonObject paramKind, String namespace, List<String> names) {
        String name = newName();
        JsonArray known = new JsonArray();
        names.forEach(known::add);
        return new AdmissionSentinel(
                name,
                warning(
                        name,
                        name,
                        "\"paramKind\": " + paramKind + ",",
                        "'" + SEEN + "' + params.metadata.name + '.'",
                        paramRef(namespace, "{}", "Allow"),
                        "!(params.metadata.name in " + known + ")"),
                names.stream().map(AdmissionSentinel::seen).collect(Collectors.toSet()));
    }

    /** Shows that the server knows the kind of parameters: only then it can say that there are none. */
    static AdmissionSentinel kind(Target policy, JsonObject paramKind, String namespace) {
        String name = newName();
        String apiVersion = policy.object().apiVersion();
        String kind = policy.object().kind();
        String parameters = "\"paramKind\": " + paramKind + ",";
        String document = kind.startsWith("Mutating")
                ? mutation(apiVersion, name, parameters, "Object{}")
                : validation(name, name, parameters, "true", "'none'", "Fail");
        String denying = kind.startsWith("Validating") ? ", \"validationActions\": [\"Deny\"]" : "";
        String none = denying + paramRef(namespace, "{\"matchLabels\": {\"" + LABEL + "\": \"none\"}}", "Deny");
        return new AdmissionSentinel(
                name,
                List.of(document, binding(apiVersion, kind + "Binding", name, none)),
                Set.of(name, "no params found"));
    }

    private static String newName() {
        return "kubeuser-sentinel-" + UUID.randomUUID();
    }

    private static String seen(String name) {
        return SEEN + name + ".";
    }

    private static List<String> warning(
            String name, String label, String parameters, String message, String paramRef, String... expression) {
        String api = "admissionregistration.k8s.io/v1";
        return List.of(
                validation(
                        name, label, parameters, expression.length == 0 ? "false" : expression[0], message, "Ignore"),
                binding(
                        api,
                        "ValidatingAdmissionPolicyBinding",
                        name,
                        ", \"validationActions\": [\"Warn\"]" + paramRef));
    }

    private static String validation(
            String name, String label, String parameters, String expression, String message, String failurePolicy) {
        JsonObject validation = new JsonObject();
        validation.addProperty("expression", expression);
        validation.addProperty("messageExpression", message);
        return policy(
                "admissionregistration.k8s.io/v1",
                "ValidatingAdmissionPolicy",
                name,
                label,
                parameters + "\"failurePolicy\": \"" + failurePolicy + "\", \"validations\": [" + validation + "]");
    }

    private static String mutation(String apiVersion, String name, String parameters, String expression) {
        JsonObject configuration = new JsonObject();
        configuration.addProperty("expression", expression);
        return policy(
                apiVersion,
                "MutatingAdmissionPolicy",
                name,
                name,
                parameters
                        + "\"failurePolicy\": \"Fail\", \"reinvocationPolicy\": \"Never\", \"mutations\": [{\"patchType\":"
                        + " \"ApplyConfiguration\", \"applyConfiguration\": " + configuration + "}]");
    }

    private static String policy(String apiVersion, String kind, String name, String label, String spec) {
        return """
                {"apiVersion": "%s", "kind": "%s", "metadata": {"name": "%s"}, "spec": {%s, %s}}""".formatted(apiVersion, kind, name, RULES.formatted(LABEL, label), spec);
    }

    private static String binding(String apiVersion, String kind, String name, String rest) {
        return """
                {"apiVersion": "%s", "kind": "%s", "metadata": {"name": "%s"}, "spec": {"policyName": "%s"%s}}""".formatted(apiVersion, kind, name, name, rest);
    }

    private static String paramRef(String namespace, String selector, String ifNone) {
        return ", \"paramRef\": {" + (namespace.isEmpty() ? "" : "\"namespace\": \"" + namespace + "\", ")
                + "\"selector\": " + selector + ", \"parameterNotFoundAction\": \"" + ifNone + "\"}";
    }

    boolean isOfParameters() {
        return documents.get(0).contains("\"paramKind\"");
    }

    /** Tries to create the object that it concerns. */
    KubeResponse ask(KubeAccess access) {
        return access.request("POST", DRY_RUN, """
                {"apiVersion": "scheduling.k8s.io/v1", "kind": "PriorityClass", "value": 0,
                 "metadata": {"name": "%1$s", "labels": {"%2$s": "%1$s"}}}
                """.formatted(name, LABEL));
    }

    /** Whether the answer to the dry run shows it. */
    boolean isSeenIn(KubeResponse answer) {
        String text =
                String.join("\n", answer.headers().getOrDefault("warning", List.of())) + ObjectRequests.message(answer);
        return signs.stream().allMatch(text::contains);
    }
}
