package dev.kubeuser.coverage.internal.recording;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import dev.kubeuser.access.internal.Impersonation;
import dev.kubeuser.rbac.RequestAttributes;
import dev.kubeuser.rbac.UserInfo;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An event of the API server's audit log, with the fields that are used here.
 *
 * <p>The request is read from {@code requestURI}: the API server later adds to {@code objectRef} the name of an object that
 * was created, which authorizers have not seen.
 *
 * @see <a href="https://kubernetes.io/docs/reference/config-api/apiserver-audit.v1/#audit-k8s-io-v1-Event">Event</a>
 */
record AuditEvent(
        String auditID,
        String stage,
        String requestURI,
        String verb,
        User user,
        @Nullable User impersonatedUser,
        String requestReceivedTimestamp,
        @Nullable Status responseStatus,
        @Nullable AuthenticationMetadata authenticationMetadata,
        @Nullable JsonObject requestObject,
        @Nullable JsonObject responseObject,
        @Nullable Map<String, String> annotations) {

    private static final Gson GSON = new Gson();
    private static final int FIRST_ERROR = 400;
    private static final String DECISION = "authorization.k8s.io/decision";

    /** Who sent a request. */
    record User(
            @Nullable String username,
            @Nullable String uid,
            @Nullable List<String> groups,
            @Nullable Map<String, List<String>> extra) {
        UserInfo userInfo() {
            return new UserInfo(
                    username == null ? "" : username, new LinkedHashSet<>(groups == null ? List.of() : groups));
        }
    }

    /** Of the answer. */
    record Status(int code) {}

    /** How the impersonated user was authenticated. */
    record AuthenticationMetadata(@Nullable String impersonationConstraint) {}

    /** Empty for a line that is no event. */
    static Optional<AuditEvent> parse(String line) {
        try {
            return Optional.ofNullable(GSON.fromJson(line, AuditEvent.class)).filter(AuditEvent::isWhole);
        } catch (JsonParseException broken) {
            return Optional.empty();
        }
    }

    /** Gson reads any object as an event, without its fields. */
    private boolean isWhole() {
        return Stream.of(auditID, stage, requestURI, verb, user, requestReceivedTimestamp)
                .allMatch(Objects::nonNull);
    }

    /** The user that was authorized: the impersonated one, or else the sender. */
    UserInfo userInfo() {
        return (impersonatedUser == null ? user : impersonatedUser).userInfo();
    }

    /** The name of the user whose credential it was. */
    String sender() {
        return user.userInfo().name();
    }

    /** Whom the request impersonates, without the groups that the API server adds, even if the request named these. */
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

    /** A constrained mode adds the group of nodes. */
    private boolean isOfNode(String group) {
        return impersonationConstraint().endsWith("-node") && group.equals("system:nodes");
    }

    /** The verb of the constrained mode, or empty. */
    String impersonationConstraint() {
        String verb = authenticationMetadata == null ? null : authenticationMetadata.impersonationConstraint();
        return verb == null ? "" : verb;
    }

    /** The status code of the answer. */
    int code() {
        return responseStatus == null ? 0 : responseStatus.code();
    }

    /** The object of the answer or, where that is a refusal, of the request; null where the log has none. */
    @Nullable
    JsonObject object() {
        return code() < FIRST_ERROR ? responseObject : requestObject;
    }

    Instant received() {
        return Instant.parse(requestReceivedTimestamp);
    }

    Optional<RequestAttributes> request() {
        return RequestInfo.of(verb, requestURI).flatMap(RequestInfo::attributes);
    }

    /** Whether no more events of the request will follow. */
    boolean isLast() {
        return stage.equals("ResponseComplete") || stage.equals("Panic");
    }

    /**
     * Whether the request was authorized. Empty before authorization, and where the request never got there: with an
     * unknown user, or a refused impersonation.
     */
    Optional<Boolean> decision() {
        return Optional.ofNullable(annotations)
                .map(notes -> notes.get(DECISION))
                .map(decision -> decision.equals("allow"));
    }
}
