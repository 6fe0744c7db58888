// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.record.internal;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import dev.kubeuser.base.internal.Json;
import dev.kubeuser.manifest.ManifestObject;
import dev.kubeuser.rbac.RbacRule;
import dev.kubeuser.rbac.UserInfo;
import dev.kubeuser.request.ResourceAttributes;
import dev.kubeuser.run.TestCase;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What an expression of an admission policy asks authorizers, as far as it names it: what it computes may be anything.
 *
 * @param asked the verbs, resources and paths
 * @param isOfRequest whether it is about the resource of the request
 * @param namespaces where; the empty name stands for the whole cluster, and {@code *} for the namespace of the request
 * @param account the ServiceAccount that it asks about; {@code null} for the sender of the request
 * @param seen the resources that the policy looks at
 * @see <a href="https://kubernetes.io/docs/reference/using-api/cel/#kubernetes-authorizer-library">Kubernetes
 *     authorizer library</a>
 */
record AdmissionQuestion(
        RbacRule asked,
        boolean isOfRequest,
        Set<String> namespaces,
        @Nullable UserInfo account,
        List<RbacRule> seen) {

    private static final String GROUP = "admissionregistration.k8s.io";
    private static final Set<String> POLICIES = Set.of("ValidatingAdmissionPolicy", "MutatingAdmissionPolicy");
    private static final String ANY = "*";
    private static final Pattern AUTHORIZER = Pattern.compile("\\bauthorizer\\b");

    /** The next of a chain of calls. Arguments may have calls in them, too. */
    private static final Pattern CALL =
            Pattern.compile("\\s*\\.\\s*(\\w+)\\s*(?:\\(((?:[^()]++|\\((?:[^()]++|\\([^()]*+\\))*+\\))*+)\\))?");

    private static final Pattern CHECK = Pattern.compile("\\.\\s*check\\s*\\(([^()]*)");
    private static final Pattern LITERAL = Pattern.compile("\\s*([\"'])([^\"'\\\\]*)\\1\\s*");

    /** Returns the questions of a policy; none for another object. */
    static List<AdmissionQuestion> of(ManifestObject object) {
        if (!object.group().equals(GROUP) || !POLICIES.contains(object.kind())) {
            return List.of();
        }
        JsonObject spec = Json.object(object.json(), "spec");
        List<String> texts = texts(spec).toList();
        List<RbacRule> seen = Json.list(Json.object(spec, "matchConstraints"), "resourceRules").stream()
                .map(rule -> AdditionalCheck.bounds(
                        List.of(ANY),
                        Json.texts(rule, "apiGroups"),
                        Json.texts(rule, "resources").stream()
                                .map(resource -> resource.split("/", 2)[0])
                                .toList()))
                .toList();
        List<String> verbs = texts.stream()
                .flatMap(text -> CHECK.matcher(text).results())
                .map(check -> literal(check.group(1)))
                .distinct()
                .toList();
        return texts.stream()
                .flatMap(text -> chains(text).stream())
                .map(chain -> of(chain, verbs, seen))
                .toList();
    }

    private static Stream<String> texts(JsonElement json) {
        if (json instanceof JsonObject object) {
            return object.asMap().values().stream().flatMap(AdmissionQuestion::texts);
        }
        if (json instanceof JsonArray array) {
            return array.asList().stream().flatMap(AdmissionQuestion::texts);
        }
        return json instanceof JsonPrimitive text ? Stream.of(text.getAsString()) : Stream.empty();
    }

    /** Returns the chains of calls that begin with the authorizer, each with its calls and their arguments. */
    private static List<Map<String, String>> chains(String expression) {
        List<Map<String, String>> chains = new ArrayList<>();
        Matcher begin = AUTHORIZER.matcher(expression);
        Matcher call = CALL.matcher(expression);
        while (begin.find()) {
            Map<String, String> chain = new HashMap<>();
            int end = begin.end();
            while (call.region(end, expression.length()).lookingAt()) {
                chain.put(call.group(1), call.group(2) == null ? "" : call.group(2));
                end = call.end();
            }
            chains.add(chain);
        }
        return chains;
    }

    /** Returns the text of a literal, or {@code *} for an argument that is computed. */
    private static String literal(@Nullable String argument) {
        Matcher literal = LITERAL.matcher(argument == null ? "" : argument);
        return literal.matches() ? literal.group(2) : ANY;
    }

    /**
     * A chain may go on elsewhere, by a variable: then it may have each verb that the policy checks.
     *
     * @param checked the verbs of all its checks
     */
    private static AdmissionQuestion of(Map<String, String> chain, List<String> checked, List<RbacRule> seen) {
        List<String> verbs = chain.containsKey("check") ? List.of(literal(chain.get("check"))) : checked;
        boolean isPath = chain.containsKey("path");
        String subresource = chain.containsKey("subresource") ? literal(chain.get("subresource")) : "";
        String resource = literal(chain.get("resource"));
        boolean isWhole = subresource.isEmpty() || resource.equals(ANY) || subresource.equals(ANY);
        RbacRule asked = isPath
                ? AdditionalCheck.boundsOfPath(verbs, literal(chain.get("path")))
                : AdditionalCheck.bounds(
                        verbs,
                        List.of(literal(chain.get("group"))),
                        List.of(isWhole ? resource : resource + "/" + subresource));
        return new AdmissionQuestion(
                asked, chain.containsKey("requestResource"), namespaces(chain), account(chain), seen);
    }

    private static Set<String> namespaces(Map<String, String> chain) {
        if (chain.containsKey("namespace")) {
            return Set.of(literal(chain.get("namespace")));
        }
        if (chain.containsKey("requestResource")) {
            return Set.of(ANY);
        }
        return chain.containsKey("check") ? Set.of("") : Set.of("", ANY);
    }

    private static @Nullable UserInfo account(Map<String, String> chain) {
        String[] names = chain.getOrDefault("serviceAccount", "").split(",", 2);
        return names.length == 2 ? UserInfo.serviceAccount(literal(names[0]), literal(names[1])) : null;
    }

    /** Returns the rights of which one may have been needed by a request that admission let pass. */
    Stream<AdditionalCheck> rights(@Nullable TestCase test, UserInfo user, ResourceAttributes request) {
        if (seen.stream().noneMatch(rule -> rule.allows(request.subresource("")))) {
            return Stream.of();
        }
        RbacRule bounds = isOfRequest
                ? AdditionalCheck.bounds(asked.verbs(), List.of(request.apiGroup()), List.of(request.resourceInRules()))
                : asked;
        return namespaces.stream()
                .map(namespace -> new AdditionalCheck.AnyHeld(
                        test,
                        account == null ? user : account,
                        bounds,
                        namespace.equals(ANY) ? request.namespace() : namespace,
                        false));
    }
}
