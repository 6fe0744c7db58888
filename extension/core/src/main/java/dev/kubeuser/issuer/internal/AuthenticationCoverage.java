package dev.kubeuser.issuer.internal;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import dev.kubeuser.base.internal.JsonParts;
import dev.kubeuser.manifest.internal.TestedPart;
import dev.kubeuser.rbac.UserInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Which parts of an AuthenticationConfiguration tokens exercised. A token that the API server accepts exercises its issuer,
 * its audience and each mapping that gives its user something. A token that it refuses exercises the rule that refuses it.
 * Thread-safe.
 */
public final class AuthenticationCoverage {

    private static final String ISSUER = "issuer";
    private static final String CLAIM = "claim";
    private static final String AUTHENTICATED = "system:authenticated";

    private final AuthenticationFile file;
    private final List<Part> parts = new ArrayList<>();

    /** A token that the API server accepts, and as whom. */
    private record Accepted(JsonObject claims, UserInfo user, String uid, Map<String, Set<String>> extra) {}

    private static final class Part {

        private final TestedPart unexercised;
        private final Predicate<Accepted> byAccepted;
        private final Predicate<String> byReason;
        private volatile boolean isExercised;

        Part(TestedPart unexercised, Predicate<Accepted> byAccepted, Predicate<String> byReason) {
            this.unexercised = unexercised;
            this.byAccepted = byAccepted;
            this.byReason = byReason;
        }

        void accepted(Accepted token) {
            isExercised |= byAccepted.test(token);
        }

        void refused(String reason) {
            isExercised |= byReason.test(reason);
        }

        TestedPart state() {
            return new TestedPart(
                    unexercised.kind(), unexercised.of(), unexercised.gap(), unexercised.origin(), isExercised);
        }
    }

    /** Of a file that the API server accepts. */
    public AuthenticationCoverage(AuthenticationFile file) {
        this.file = file;
        file.authenticators().forEach(written -> new Authenticator(written).addAll());
    }

    /**
     * Notes a token that the API server accepts.
     *
     * @param token may also be one of another authenticator
     * @param user whom it takes the holder for, with UID and extra attributes
     */
    public void accepted(String token, UserInfo user, String uid, Map<String, Set<String>> extra) {
        claims(token).ifPresent(claims -> {
            Accepted accepted = new Accepted(claims, user, uid, extra);
            parts.forEach(part -> part.accepted(accepted));
        });
    }

    /** A bootstrap token has none. */
    private static Optional<JsonObject> claims(String token) {
        try {
            return Optional.of(JsonWebToken.read(token).claims());
        } catch (RuntimeException opaque) {
            return Optional.empty();
        }
    }

    /**
     * Notes why the API server refused somebody. It does not say whose token that was: equal rules of two issuers are
     * exercised together.
     *
     * @param reason the API server's words
     */
    public void refused(String reason) {
        parts.forEach(part -> part.refused(reason));
    }

    /** The parts, in the order of the file. */
    public List<TestedPart> parts() {
        return parts.stream().map(Part::state).toList();
    }

    /** The parts of one entry under {@code jwt}. */
    private final class Authenticator {

        private final AuthenticationFile.Authenticator written;

        Authenticator(AuthenticationFile.Authenticator written) {
            this.written = written;
        }

        void addAll() {
            addOfAccepted(ISSUER, "no token of it was accepted", token -> true);
            addAudiences();
            addRules("claimValidationRules");
            addMapping(
                    "groups",
                    "groups",
                    token -> token.user().groups().stream().anyMatch(group -> !group.equals(AUTHENTICATED)));
            addMapping("uid", "a UID", token -> !token.uid().isEmpty());
            addExtra();
            addRules("userValidationRules");
        }

        private void add(String part, String gap, Predicate<Accepted> byAccepted, Predicate<String> byReason) {
            parts.add(new Part(
                    new TestedPart(
                            TestedPart.Kind.AUTHENTICATION,
                            written.toString(),
                            gap,
                            file.origin(written.path(part)),
                            false),
                    byAccepted,
                    byReason));
        }

        private void addOfAccepted(String part, String gap, Predicate<Accepted> exercises) {
            add(part, gap, token -> isOfThis(token) && exercises.test(token), reason -> false);
        }

        private boolean isOfThis(Accepted token) {
            return JsonParts.text(token.claims(), "iss").equals(written.url());
        }

        private void addAudiences() {
            List<JsonElement> audiences = JsonParts.list(written.issuer(), "audiences");
            for (int i = 0; i < audiences.size() && audiences.size() > 1; i++) {
                JsonElement audience = audiences.get(i);
                addOfAccepted(
                        "issuer.audiences[" + i + "]",
                        "no token for the audience " + audience + " was accepted",
                        token -> isFor(token.claims().get("aud"), audience));
            }
        }

        private static boolean isFor(@Nullable JsonElement audiences, JsonElement audience) {
            return audiences instanceof JsonArray several ? several.contains(audience) : audience.equals(audiences);
        }

        private JsonObject mappings() {
            return JsonParts.object(written.json(), "claimMappings");
        }

        private void addMapping(String mapping, String what, Predicate<Accepted> exercises) {
            if (mappings().has(mapping)) {
                addOfAccepted("claimMappings." + mapping, "no accepted token had " + what, exercises);
            }
        }

        private void addExtra() {
            List<JsonElement> extra = JsonParts.list(mappings(), "extra");
            for (int i = 0; i < extra.size(); i++) {
                String key = JsonParts.text(extra.get(i).getAsJsonObject(), "key");
                addOfAccepted(
                        "claimMappings.extra[" + i + "]",
                        "no accepted token had the extra attribute " + key,
                        token -> token.extra().containsKey(key));
            }
        }

        private void addRules(String rules) {
            List<JsonElement> all = JsonParts.list(written.json(), rules);
            for (int i = 0; i < all.size(); i++) {
                JsonObject rule = all.get(i).getAsJsonObject();
                add(
                        rules + "[" + i + "]",
                        rule.get(CLAIM) instanceof JsonPrimitive claim
                                ? "the rule for the claim " + claim.getAsString() + " refused no token"
                                : "the rule " + rule.get("expression") + " refused no token",
                        token -> false,
                        reason -> isBy(rule, reason));
            }
        }

        /** As apiserver/plugin/pkg/authenticator/token/oidc says it. */
        private static boolean isBy(JsonObject rule, String reason) {
            if (rule.has(CLAIM)) {
                String required = "required claim " + JsonParts.text(rule, CLAIM) + " ";
                return reason.contains(required + "not present")
                        || (reason.contains(required + "value does not match")
                                && reason.contains("want = " + JsonParts.text(rule, "requiredValue")));
            }
            return reason.contains("validation expression '" + JsonParts.text(rule, "expression") + "' failed");
        }
    }
}
