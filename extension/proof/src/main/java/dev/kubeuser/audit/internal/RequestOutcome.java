package dev.kubeuser.audit.internal;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import dev.kubeuser.access.internal.Impersonation;
import dev.kubeuser.access.internal.SentRequest;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is known about a request besides its authorization.
 *
 * @param code the HTTP status code
 * @param object the role, binding or CertificateSigningRequest that it wrote or tried to write, if it can be read
 * @param impersonation whom a user under test impersonated, if anyone
 * @param constraint the mode of impersonation, as the audit log has it: a verb, or empty for {@code impersonate}; null
 *     if only the client reported the request
 */
public record RequestOutcome(
        int code,
        @Nullable JsonObject object,
        @Nullable Impersonation impersonation,
        @Nullable String constraint) {

    private static final int FIRST_ERROR = 400;
    private static final int CREATED = 201;
    private static final Set<Integer> REFUSALS = Set.of(401, 403, 429);
    private static final Set<Integer> CONFLICTS = Set.of(409, 422);

    public static RequestOutcome of(SentRequest sent) {
        return new RequestOutcome(sent.answer().code(), parsed(sent.object()), sent.impersonation(), null);
    }

    /**
     * Creates the outcome of a request that no client reported. Impersonation counts only if the sender is a user of a
     * test.
     */
    public static RequestOutcome of(AuditEvent event, boolean isOfTest) {
        Impersonation impersonation = isOfTest ? event.impersonation().orElse(null) : null;
        return new RequestOutcome(event.code(), event.object(), impersonation, event.impersonationConstraint());
    }

    private static @Nullable JsonObject parsed(String json) {
        try {
            JsonElement parsed = JsonParser.parseString(json);
            return parsed.isJsonObject() ? parsed.getAsJsonObject() : null;
        } catch (JsonParseException other) {
            return null;
        }
    }

    /**
     * Returns the outcome with the data of the audit log, which takes precedence. The log has objects only if its audit
     * policy says so.
     */
    public RequestOutcome as(AuditEvent event) {
        JsonObject logged = event.object();
        return new RequestOutcome(
                event.code(), logged == null ? object : logged, impersonation, event.impersonationConstraint());
    }

    public boolean isSuccess() {
        return code < FIRST_ERROR;
    }

    public boolean isCreation() {
        return code == CREATED;
    }

    public boolean isRefusal() {
        return REFUSALS.contains(code);
    }

    /**
     * Whether the second check was passed. For a whole object, as in an apply, it comes before conflicts are detected.
     */
    public boolean isPastSecondCheck(String verb) {
        boolean isWhole = !verb.equals("patch") || (object != null && object.has("kind"));
        return isSuccess() || (isWhole && CONFLICTS.contains(code));
    }
}
