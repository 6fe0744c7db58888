// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.apply;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.access.KubeResponse;
import dev.kubeuser.base.internal.Json;
import dev.kubeuser.manifest.ManifestException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * A role, policy or webhook that concerns one question alone, and shows in its answer once the API server acts on it.
 * One of admission warns instead of denying where it can: all warnings reach the client, but only one denial does.
 *
 * @param failure what the API server did not do if no answer shows it
 * @param documents the objects, in the order in which they are written
 * @param path of the question
 * @param question an access review, or an object whose creation is a dry run
 * @param sign whether an answer shows it
 * @param doubt what to ask oneself then
 */
record Sentinel(
        String failure,
        List<String> documents,
        String path,
        String question,
        Predicate<KubeResponse> sign,
        String doubt) {

    private static final String LABEL = "kubeuser.dev/sentinel";
    private static final String REVIEWS = "/apis/authorization.k8s.io/v1/subjectaccessreviews";
    private static final String DRY_RUN = "/apis/scheduling.k8s.io/v1/priorityclasses?dryRun=All";

    private static final String V1 = "admissionregistration.k8s.io/v1";

    private static final String OVERLOADED = "Is it overloaded?";

    private static final String STALE =
            "If their parameters are of a built-in kind, it may have stopped watching them once no policy used "
                    + "them, and needs a restart: https://github.com/kubernetes/kubernetes/issues/130887. "
                    + OVERLOADED;

    /** Followed by the name of what is seen; the dot ends it. */
    private static final String SEEN = "seen ";

    private static final String RULES = """
            "matchConstraints": {"objectSelector": {"matchLabels": {"%s": "%s"}}, "resourceRules": [
              {"apiGroups": ["scheduling.k8s.io"], "apiVersions": ["v1"], "operations": ["CREATE"],
               "resources": ["priorityclasses"]}]}""";

    /**
     * A role and its binding that grant a nonexistent resource to a nonexistent user, in the cluster or in a namespace.
     */
    static Sentinel policy(boolean isClusterWide, String namespace) {
        String name = newName();
        String kind = isClusterWide ? "ClusterRole" : "Role";
        String resource = isClusterWide ? "clusterroles" : "roles";
        String role = """
                {"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "%1$s", "metadata": {"name": "%2$s"},
                 "rules": [{"apiGroups": ["sentinel.kubeuser.dev"], "resources": ["%3$s"], "verbs": ["get"]}]}
                """.formatted(kind, name, resource);
        String binding = """
                {"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "%1$sBinding", "metadata": {"name": "%2$s"},
                 "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "%1$s", "name": "%2$s"},
                 "subjects": [{"apiGroup": "rbac.authorization.k8s.io", "kind": "User", "name": "%2$s"}]}
                """.formatted(kind, name);
        String review = """
                {"apiVersion": "authorization.k8s.io/v1", "kind": "SubjectAccessReview", "spec": {"user": "%1$s",
                 "resourceAttributes": {"namespace": "%2$s", "verb": "get", "group": "sentinel.kubeuser.dev",
                   "resource": "%3$s"}}}
                """.formatted(name, namespace, resource);
        return new Sentinel(
                "did not act upon the policy that was written",
                List.of(role, binding),
                REVIEWS,
                review,
                answer -> {
                    requireCreated("Whether a policy is effective", answer);
                    return Json.text(Json.object(ObjectRequests.body(answer), "status"), "allowed")
                            .equals("true");
                },
                "Is it overloaded, or does it not authorize by RBAC?");
    }

    /** Shows that the server enforces what was written before. */
    static Sentinel validating() {
        String name = newName();
        return ofAdmission(name, warning(name, name, "", "false", "'seen all.'", ""), Set.of(seen("all")), OVERLOADED);
    }

    /** Shows the same of MutatingAdmissionPolicies: a policy that warns selects only what the sentinel has changed. */
    static Sentinel mutating(String apiVersion) {
        String name = newName();
        String policy = mutation(
                apiVersion, name, "", "Object{metadata: Object.metadata{labels: {'" + LABEL + "': '" + name + "-m'}}}");
        List<String> observer = warning(name, name + "-m", "", "false", "'seen all.'", "");
        return ofAdmission(
                name,
                List.of(
                        policy,
                        binding(apiVersion, "MutatingAdmissionPolicyBinding", name, ""),
                        observer.get(0),
                        observer.get(1)),
                Set.of(seen("all")),
                OVERLOADED);
    }

    /** Shows that the server calls webhooks: nobody serves this one. */
    static Sentinel webhook(String kind) {
        String name = newName();
        return new Sentinel(
                "did not act upon the admission webhooks that were written",
                List.of("""
                {"apiVersion": "admissionregistration.k8s.io/v1", "kind": "%1$s", "metadata": {"name": "%2$s"},
                 "webhooks": [{"name": "%2$s.kubeuser.dev", "admissionReviewVersions": ["v1"], "sideEffects": "None",
                   "failurePolicy": "Fail", "timeoutSeconds": 1, "clientConfig": {"url": "https://127.0.0.1:1/"},
                   "objectSelector": {"matchLabels": {"%3$s": "%2$s"}},
                   "rules": [{"apiGroups": ["scheduling.k8s.io"], "apiVersions": ["v1"], "operations": ["CREATE"],
                     "resources": ["priorityclasses"]}]}]}
                """.formatted(kind, name, LABEL)),
                DRY_RUN,
                labelled(name),
                answer -> {
                    boolean isCalled = text(answer).contains("failed calling webhook");
                    if (!isCalled) {
                        requireCreated("Whether admission webhooks are called", answer);
                    }
                    return isCalled;
                },
                OVERLOADED);
    }

    /** Shows that the server has some parameters. */
    static Sentinel parameters(JsonObject paramKind, String namespace, List<String> names) {
        String name = newName();
        JsonArray known = new JsonArray();
        names.forEach(known::add);
        return ofAdmission(
                name,
                warning(
                        name,
                        name,
                        "\"paramKind\": " + paramKind + ",",
                        "!(params.metadata.name in " + known + ")",
                        "'" + SEEN + "' + params.metadata.name + '.'",
                        paramRef(namespace, "{}", "Allow")),
                names.stream().map(Sentinel::seen).collect(Collectors.toSet()),
                STALE);
    }

    /** Shows that the server knows the kind of parameters: only then it can say that there are none. */
    static Sentinel kind(Target policy, JsonObject paramKind, String namespace) {
        String name = newName();
        String apiVersion = policy.object().apiVersion();
        String kind = policy.object().kind();
        String parameters = "\"paramKind\": " + paramKind + ",";
        String document = kind.startsWith("Mutating")
                ? mutation(apiVersion, name, parameters, "Object{}")
                : validation(name, name, parameters, "true", "'none'", "Fail");
        String denying = kind.startsWith("Validating") ? ", \"validationActions\": [\"Deny\"]" : "";
        String none = denying + paramRef(namespace, "{\"matchLabels\": {\"" + LABEL + "\": \"none\"}}", "Deny");
        return ofAdmission(
                name,
                List.of(document, binding(apiVersion, kind + "Binding", name, none)),
                Set.of(name, "no params found"),
                STALE);
    }

    /** The dry run may be denied as well, by a policy that was written with the sentinel, and then has the warnings. */
    private static Sentinel ofAdmission(String name, List<String> documents, Set<String> signs, String doubt) {
        return new Sentinel(
                "did not act upon the admission policies that were written",
                documents,
                DRY_RUN,
                labelled(name),
                answer -> signs.stream().allMatch(text(answer)::contains),
                doubt);
    }

    /** The object that a sentinel of admission concerns. */
    private static String labelled(String name) {
        return """
                {"apiVersion": "scheduling.k8s.io/v1", "kind": "PriorityClass", "value": 0,
                 "metadata": {"name": "%1$s", "labels": {"%2$s": "%1$s"}}}
                """.formatted(name, LABEL);
    }

    /** The warnings and the message of an answer. */
    private static String text(KubeResponse answer) {
        return String.join("\n", answer.headers().getOrDefault("warning", List.of())) + ObjectRequests.message(answer);
    }

    private static void requireCreated(String what, KubeResponse answer) {
        if (answer.code() != ObjectRequests.CREATED) {
            throw new ManifestException(what + " could not be asked: " + answer);
        }
    }

    private static String newName() {
        return "kubeuser-sentinel-" + UUID.randomUUID();
    }

    private static String seen(String name) {
        return SEEN + name + ".";
    }

    private static List<String> warning(
            String name, String label, String parameters, String expression, String message, String paramRef) {
        String rest = ", \"validationActions\": [\"Warn\"]" + paramRef;
        return List.of(
                validation(name, label, parameters, expression, message, "Ignore"),
                binding(V1, "ValidatingAdmissionPolicyBinding", name, rest));
    }

    private static String validation(
            String name, String label, String parameters, String expression, String message, String failurePolicy) {
        JsonObject validation = Json.object(Map.of("expression", expression, "messageExpression", message));
        return policy(
                V1,
                "ValidatingAdmissionPolicy",
                name,
                label,
                parameters + "\"failurePolicy\": \"" + failurePolicy + "\", \"validations\": [" + validation + "]");
    }

    private static String mutation(String apiVersion, String name, String parameters, String expression) {
        JsonObject configuration = Json.object(Map.of("expression", expression));
        return policy(
                apiVersion,
                "MutatingAdmissionPolicy",
                name,
                name,
                parameters
                        + "\"failurePolicy\": \"Fail\", \"reinvocationPolicy\": \"Never\", \"mutations\": "
                        + "[{\"patchType\": \"ApplyConfiguration\", \"applyConfiguration\": " + configuration + "}]");
    }

    private static String policy(String apiVersion, String kind, String name, String label, String spec) {
        return """
                {"apiVersion": "%s", "kind": "%s", "metadata": {"name": "%s"}, "spec": {%s, %s}}
                """.formatted(apiVersion, kind, name, RULES.formatted(LABEL, label), spec);
    }

    private static String binding(String apiVersion, String kind, String name, String rest) {
        return """
                {"apiVersion": "%s", "kind": "%s", "metadata": {"name": "%s"}, "spec": {"policyName": "%s"%s}}
                """.formatted(apiVersion, kind, name, name, rest);
    }

    private static String paramRef(String namespace, String selector, String ifNone) {
        return ", \"paramRef\": {" + (namespace.isEmpty() ? "" : "\"namespace\": \"" + namespace + "\", ")
                + "\"selector\": " + selector + ", \"parameterNotFoundAction\": \"" + ifNone + "\"}";
    }

    boolean isSeen(KubeAccess access) {
        return sign.test(access.request("POST", path, question));
    }
}
