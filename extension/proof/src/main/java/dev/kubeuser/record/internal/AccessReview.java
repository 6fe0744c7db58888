// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.record.internal;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import dev.kubeuser.base.internal.Json;
import dev.kubeuser.rbac.UserInfo;
import dev.kubeuser.request.RequestAttributes;
import dev.kubeuser.request.ResourceAttributes;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * An access review that a subject sent itself, not one of an assertion.
 *
 * @param user the subject
 * @param sent the review as it was sent
 * @param answered the review as it was answered
 * @see <a href="https://kubernetes.io/docs/reference/access-authn-authz/authorization/#checking-api-access">Checking
 *     API access</a>
 */
public record AccessReview(UserInfo user, JsonObject sent, JsonObject answered) {

    private static final String GROUP = "authorization.k8s.io";
    private static final String RULES = "SelfSubjectRulesReview";
    private static final String OWN = "SelfSubjectAccessReview";

    /** A client that elects leaders asks for all of its rules, and looks for these verbs on leases. */
    private static final String LEASES = "leases";

    private static final String OF_LEASES = "coordination.k8s.io";
    private static final Set<String> OF_ELECTION = Set.of("create", "get", "update");

    /**
     * A permission that a subject asked the API server about, for itself, and has by the answer. A controller does so
     * to find out whether it can work, as before leader election, and stops if it cannot.
     *
     * @param user the subject
     * @param request what it asked for
     */
    public record Held(UserInfo user, RequestAttributes request) {}

    /**
     * Whether a request asks about the sender: SelfSubjectReview, SelfSubjectAccessReview, SelfSubjectRulesReview. Such
     * a question is not access; to ask it as another user is.
     */
    static boolean isOfOneself(RequestAttributes request) {
        return request instanceof ResourceAttributes resource
                && resource.resource().startsWith("selfsubject")
                && resource.apiGroup().matches("auth(entication|orization)\\.k8s\\.io");
    }

    /** Whether a request is a question about access. */
    static boolean is(RequestAttributes request) {
        return request instanceof ResourceAttributes resource
                && resource.verb().equals("create")
                && resource.apiGroup().equals(GROUP);
    }

    /**
     * Returns what a leader election lacks, if a subject asked for its rules in a namespace and has some rule for
     * leases there, but not for all that is needed.
     */
    public List<RequestAttributes> lackingForElection() {
        Set<String> held = allowed().map(RequestAttributes::verb).collect(Collectors.toSet());
        return held.isEmpty() || !Json.text(answered, "kind").equals(RULES)
                ? List.of()
                : OF_ELECTION.stream()
                        .filter(verb -> !held.contains(verb))
                        .sorted()
                        .<RequestAttributes>map(verb -> ResourceAttributes.of(verb, OF_LEASES, LEASES)
                                .in(Json.text(Json.object(sent, "spec"), "namespace")))
                        .toList();
    }

    /** Returns what it asked for and was allowed, if it is a review of the sender's own access. */
    public Stream<Held> held() {
        return allowed().map(request -> new Held(user, request));
    }

    private Stream<RequestAttributes> allowed() {
        JsonObject status = Json.object(answered, "status");
        JsonObject spec = Json.object(sent, "spec");
        if (Json.text(answered, "kind").equals(RULES)) {
            return Json.list(status, "resourceRules").stream()
                    .flatMap(rule -> ofElection(rule, Json.text(spec, "namespace")));
        }
        boolean isOwn = Json.text(answered, "kind").equals(OWN)
                || Json.text(spec, "user").equals(user.name());
        boolean isAllowed = status.get("allowed") instanceof JsonPrimitive allowed && allowed.getAsBoolean();
        return isOwn && isAllowed ? Stream.of(RequestAttributes.ofReview(spec)) : Stream.empty();
    }

    /** Only a rule that names leases is for leader election. */
    private static Stream<RequestAttributes> ofElection(JsonElement rule, String namespace) {
        if (!Json.texts(rule, "resources").contains(LEASES)) {
            return Stream.empty();
        }
        List<String> verbs = Json.texts(rule, "verbs");
        List<String> names = Json.texts(rule, "resourceNames");
        return OF_ELECTION.stream()
                .sorted()
                .filter(verb -> verbs.contains(verb) || verbs.contains("*"))
                .map(verb -> ResourceAttributes.of(verb, OF_LEASES, LEASES).in(namespace))
                .flatMap(lease ->
                        names.isEmpty() ? Stream.of(lease) : names.stream().map(lease::named));
    }
}
