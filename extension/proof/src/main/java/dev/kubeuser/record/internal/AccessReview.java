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
 * An access review that somebody sent, not one of an assertion: about the sender's own access, or about that of
 * another, as kubelets, proxies and extension servers ask before they let a request pass.
 *
 * @param user the sender
 * @param sent the review as it was sent
 * @param answered the review as it was answered; without fields if a log of the level {@code Request} leaves that out
 * @see <a href="https://kubernetes.io/docs/reference/access-authn-authz/authorization/#checking-api-access">Checking
 *     API access</a>
 */
public record AccessReview(UserInfo user, JsonObject sent, JsonObject answered) {

    private static final String GROUP = "authorization.k8s.io";
    private static final String RULES = "SelfSubjectRulesReview";

    /** A client that elects leaders asks for all of its rules, and looks for these verbs on leases. */
    private static final String LEASES = "leases";

    private static final String OF_LEASES = "coordination.k8s.io";
    private static final Set<String> OF_ELECTION = Set.of("create", "get", "update");

    /**
     * A permission that the API server was asked about, and that the subject has by the answer. A controller asks for
     * itself to find out whether it can work, as before leader election, and stops if it cannot. Others ask about a
     * subject that they serve, and refuse it if it may not.
     *
     * @param user the subject
     * @param request what was asked
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

    /** Whether a request is a question about the access of a subject that only its body names. */
    static boolean isOfOthers(RequestAttributes request) {
        return is(request) && !isOfOneself(request);
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

    /** Returns what it asked for and was allowed, for the subject that it is about. */
    public Stream<Held> held() {
        UserInfo subject = subject();
        return allowed().map(request -> new Held(subject, request));
    }

    /** The API server adds no groups to those that a review names. */
    private UserInfo subject() {
        JsonObject spec = Json.object(sent, "spec");
        String name = Json.text(spec, "user");
        List<String> groups = Json.texts(spec, "groups");
        return isOfSender() || (name.equals(user.name()) && groups.isEmpty())
                ? user
                : UserInfo.exactly(name, groups.toArray(String[]::new));
    }

    /** Only reviews about others name a user or groups. */
    private boolean isOfSender() {
        JsonObject spec = Json.object(sent, "spec");
        return !spec.has("user") && !spec.has("groups");
    }

    private Stream<RequestAttributes> allowed() {
        JsonObject status = Json.object(answered, "status");
        JsonObject spec = Json.object(sent, "spec");
        if (Json.text(answered, "kind").equals(RULES)) {
            return Json.list(status, "resourceRules").stream()
                    .flatMap(rule -> ofElection(rule, Json.text(spec, "namespace")));
        }
        boolean isQuestion = spec.has("resourceAttributes") || spec.has("nonResourceAttributes");
        boolean isAllowed = answered.size() == 0
                || (status.get("allowed") instanceof JsonPrimitive allowed && allowed.getAsBoolean());
        return isQuestion && isAllowed ? Stream.of(RequestAttributes.ofReview(spec)) : Stream.empty();
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
