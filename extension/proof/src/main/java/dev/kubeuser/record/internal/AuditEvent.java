// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.record.internal;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import dev.kubeuser.access.internal.Impersonation;
import dev.kubeuser.rbac.UserInfo;
import dev.kubeuser.request.RequestAttributes;
import dev.kubeuser.run.internal.RunningTests;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An event of the API server's audit log, with the fields that are used here.
 *
 * <p>The request is read from {@code requestURI}, not from {@code objectRef}: the API server later adds the name of a
 * created object there, which authorizers have not seen. The request's body need not be an object: a JSON Patch is an
 * array.
 *
 * @see <a href="https://kubernetes.io/docs/reference/config-api/apiserver-audit.v1/#audit-k8s-io-v1-Event">Event</a>
 */
public record AuditEvent(
        @Nullable String level,
        String auditID,
        String stage,
        String requestURI,
        String verb,
        User user,
        @Nullable User impersonatedUser,
        @Nullable String userAgent,
        String requestReceivedTimestamp,
        @Nullable Status responseStatus,
        @Nullable AuthenticationMetadata authenticationMetadata,
        @Nullable JsonElement requestObject,
        @Nullable JsonElement responseObject,
        @Nullable Map<String, String> annotations) {

    static final Gson GSON = new Gson();

    /** The product that a user agent begins with. Senders choose it, so it may be long, or hold anything. */
    private static final Pattern PROGRAM = Pattern.compile("[\\w.-]{1,40}(?=[/ ]|$)");

    private static final int FIRST_ERROR = 400;
    private static final String FIRST_STAGE = "RequestReceived";
    private static final String REASON = "authorization.k8s.io/reason";
    private static final String BY_RBAC = "RBAC: allowed by ";
    private static final String DECISION = "authorization.k8s.io/decision";

    /** The user who sent a request. */
    public record User(
            @Nullable String username,
            @Nullable String uid,
            @Nullable List<String> groups,
            @Nullable Map<String, List<String>> extra) {

        /** Whether no list has a null, which Gson reads too. */
        private boolean isWhole() {
            return Stream.concat(
                            Stream.ofNullable(groups),
                            Stream.ofNullable(extra).flatMap(values -> values.values().stream()))
                    .allMatch(texts -> texts != null && texts.stream().allMatch(Objects::nonNull));
        }

        public UserInfo userInfo() {
            return new UserInfo(
                    username == null ? "" : username, new LinkedHashSet<>(groups == null ? List.of() : groups));
        }
    }

    /** The status of the answer, with the server's words if it is a failure. */
    record Status(int code, @Nullable String message) {}

    /** How the impersonated user was authenticated. */
    record AuthenticationMetadata(@Nullable String impersonationConstraint) {}

    /** Parses a line; empty if it is not an event. */
    public static Optional<AuditEvent> parse(String line) {
        return parse(() -> GSON.fromJson(line, AuditEvent.class));
    }

    /** Returns what a reader has read; empty if it is not an event. */
    static Optional<AuditEvent> parse(Supplier<@Nullable AuditEvent> read) {
        try {
            return Optional.ofNullable(read.get()).filter(AuditEvent::isWhole);
        } catch (JsonParseException broken) {
            return Optional.empty();
        }
    }

    /** Whether all required fields are there: Gson reads any object as an event. */
    private boolean isWhole() {
        return Stream.of(auditID, stage, requestURI, verb, user, requestReceivedTimestamp)
                        .allMatch(Objects::nonNull)
                && isTime(requestReceivedTimestamp)
                && Stream.of(user, impersonatedUser).filter(Objects::nonNull).allMatch(User::isWhole);
    }

    private static boolean isTime(String text) {
        try {
            Instant.parse(text);
            return true;
        } catch (DateTimeParseException malformed) {
            return false;
        }
    }

    /** The user that authorizers saw: the impersonated user, or else the sender. */
    public UserInfo userInfo() {
        return (impersonatedUser == null ? user : impersonatedUser).userInfo();
    }

    /** The program that sent the request, by its user agent, for example {@code kubectl}; empty if there is none. */
    public String program() {
        Matcher name = PROGRAM.matcher(userAgent == null ? "" : userAgent);
        return name.lookingAt() ? name.group() : "";
    }

    /** The name of the user whose credential was used. */
    public String sender() {
        return user.userInfo().name();
    }

    /** Whether users of tests sent it, or it is authorized as one of them. */
    boolean isOf(RunningTests tests) {
        return tests.hasHeld(userInfo().name()) || tests.hasHeld(sender());
    }

    /**
     * Returns the user that the request impersonates, without the groups that the API server adds, even if the request
     * named them.
     */
    Optional<Impersonation> impersonation() {
        return Optional.ofNullable(impersonatedUser).map(other -> {
            UserInfo whole = other.userInfo();
            Set<String> added =
                    Impersonation.impersonated(whole.name(), List.of()).groups();
            boolean isPlain = whole.groups().equals(added);
            return new Impersonation(
                    user.userInfo(),
                    whole.name(),
                    whole.groups().stream()
                            .filter(group -> !isPlain && !group.equals("system:authenticated") && !isOfNode(group))
                            .toList(),
                    other.uid() == null ? "" : other.uid(),
                    other.extra() == null ? Map.of() : other.extra());
        });
    }

    /** Whether a constrained mode added the group of nodes. */
    private boolean isOfNode(String group) {
        return impersonationConstraint().endsWith("-node") && group.equals("system:nodes");
    }

    /** Returns the verb of the constrained mode, or empty. */
    String impersonationConstraint() {
        String verb = authenticationMetadata == null ? null : authenticationMetadata.impersonationConstraint();
        return verb == null ? "" : verb;
    }

    /** The status code of the answer. */
    public int code() {
        return responseStatus == null ? 0 : responseStatus.code();
    }

    /** Whether there is an answer, and it is not a failure. */
    boolean isSuccess() {
        return code() > 0 && code() < FIRST_ERROR;
    }

    /** The server's words about a failure; empty if there are none. */
    public String message() {
        String message = responseStatus == null ? null : responseStatus.message();
        return message == null ? "" : message;
    }

    /** Returns the object of the answer or, if that is a refusal, of the request; null if the log has none. */
    @Nullable
    public JsonObject object() {
        return (code() < FIRST_ERROR ? responseObject : requestObject) instanceof JsonObject object ? object : null;
    }

    public Instant received() {
        return Instant.parse(requestReceivedTimestamp);
    }

    public Optional<RequestAttributes> request() {
        return RequestInfo.of(verb, requestURI).flatMap(RequestInfo::attributes);
    }

    /** Whether the API server says that a binding allowed it, and so no authorizer that it asks before RBAC did. */
    boolean isAllowedByRbac() {
        return annotation(REASON).startsWith(BY_RBAC);
    }

    boolean ignoresReadErrors() {
        return RequestInfo.of(verb, requestURI)
                .filter(RequestInfo::ignoresReadErrors)
                .isPresent();
    }

    /** Whether nothing is known of the request yet. */
    boolean isFirst() {
        return stage.equals(FIRST_STAGE);
    }

    /** Whether no more events of the request will follow. */
    public boolean isLast() {
        return stage.equals("ResponseComplete") || stage.equals("Panic");
    }

    /** Returns what an authorizer or admission noted under a key; empty if nothing. */
    public String annotation(String key) {
        String value = annotations == null ? null : annotations.get(key);
        return value == null ? "" : value;
    }

    /**
     * Whether the request was authorized. Empty before authorization, and if the request never got there because the
     * user is unknown or impersonation was refused.
     */
    public Optional<Boolean> decision() {
        String decision = annotation(DECISION);
        return decision.isEmpty() ? Optional.empty() : Optional.of(decision.equals("allow"));
    }
}
