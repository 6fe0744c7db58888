package dev.kubeuser.mutants.internal;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import dev.kubeuser.base.internal.JsonParts;
import dev.kubeuser.issuer.internal.AuthenticationFile;
import dev.kubeuser.mutants.Mutant;
import dev.kubeuser.mutants.MutationOperator;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Consumer;

/** The mutations of an AuthenticationConfiguration: each part of it, left out or mistaken. */
public final class AuthenticationMutations {

    private static final String CLAIM = "claim";
    private static final String PREFIX = "prefix";
    private static final String CONDITIONS = "conditions";

    private final AuthenticationFile file;
    private final List<String> audiences;
    private final List<Mutated> mutated = new ArrayList<>();

    /**
     * The file with one mistake in it.
     *
     * @param mutant the mistake
     * @param configuration what the API server reads
     */
    public record Mutated(Mutant mutant, JsonObject configuration) {}

    private AuthenticationMutations(AuthenticationFile file, List<String> audiences) {
        this.file = file;
        this.audiences = audiences;
    }

    /**
     * Returns all mutants of a file, in its order.
     *
     * @param audiences audiences of other systems, which a mutant accepts too
     */
    public static List<Mutated> of(AuthenticationFile file, List<String> audiences) {
        AuthenticationMutations all = new AuthenticationMutations(file, audiences);
        file.authenticators().forEach(written -> all.new Authenticator(written).addAll());
        all.addOfAnonymous();
        return all.mutated;
    }

    private void add(
            MutationOperator operator, String object, String path, String description, Consumer<JsonObject> change) {
        JsonObject configuration = file.json();
        change.accept(configuration);
        mutated.add(new Mutated(
                new Mutant(operator, object, OptionalInt.empty(), file.origin(path), description), configuration));
    }

    private void addOfAnonymous() {
        if (!(file.json().get("anonymous") instanceof JsonObject anonymous)
                || !new JsonPrimitive(true).equals(anonymous.get("enabled"))) {
            return;
        }
        String path = "anonymous";
        List<JsonElement> conditions = JsonParts.list(anonymous, CONDITIONS);
        add(
                MutationOperator.DROP_ANONYMOUS,
                path,
                path,
                "is not enabled",
                json -> json.getAsJsonObject(path).addProperty("enabled", false));
        if (!conditions.isEmpty()) {
            add(
                    MutationOperator.WIDEN_ANONYMOUS,
                    path,
                    path + ".conditions",
                    "for all paths",
                    json -> json.getAsJsonObject(path).remove(CONDITIONS));
        }
        for (int i = 0; i < conditions.size() && conditions.size() > 1; i++) {
            int index = i;
            add(
                    MutationOperator.DROP_ANONYMOUS,
                    path,
                    path + ".conditions[" + i + "]",
                    "without " + conditions.get(i),
                    json -> json.getAsJsonObject(path)
                            .getAsJsonArray(CONDITIONS)
                            .remove(index));
        }
    }

    /** Mutants of one entry under {@code jwt}. */
    private final class Authenticator {

        private final AuthenticationFile.Authenticator written;
        private final int index;
        private final JsonObject json;

        Authenticator(AuthenticationFile.Authenticator written) {
            this.written = written;
            this.index = written.index();
            this.json = written.json();
        }

        void addAll() {
            add(
                    MutationOperator.DROP_ISSUER,
                    written.toString(),
                    written.path("issuer"),
                    "is unknown",
                    all -> all.getAsJsonArray("jwt").remove(index));
            addOfAudiences();
            addOfRules("claimValidationRules");
            addOfMapping("username");
            addOfMapping("groups");
            addOfMapping("uid");
            addOfExtra();
            addOfRules("userValidationRules");
        }

        private void edit(MutationOperator operator, String part, String description, Consumer<JsonObject> change) {
            add(
                    operator,
                    written.toString(),
                    written.path(part),
                    description,
                    all -> change.accept(all.getAsJsonArray("jwt").get(index).getAsJsonObject()));
        }

        private void addOfAudiences() {
            List<JsonElement> accepted = JsonParts.list(json.getAsJsonObject("issuer"), "audiences");
            for (int i = 0; i < accepted.size() && accepted.size() > 1; i++) {
                int dropped = i;
                edit(
                        MutationOperator.DROP_AUDIENCE,
                        "issuer.audiences[" + i + "]",
                        "without the audience " + accepted.get(i),
                        changed -> changed.getAsJsonObject("issuer")
                                .getAsJsonArray("audiences")
                                .remove(dropped));
            }
            for (String other : audiences) {
                if (!accepted.contains(new JsonPrimitive(other))) {
                    edit(
                            MutationOperator.ADD_AUDIENCE,
                            "issuer.audiences",
                            "for the audience \"" + other + "\" too",
                            changed -> addAudience(changed.getAsJsonObject("issuer"), other));
                }
            }
        }

        private static void addAudience(JsonObject issuer, String audience) {
            issuer.getAsJsonArray("audiences").add(audience);
            issuer.addProperty("audienceMatchPolicy", "MatchAny");
        }

        private void addOfRules(String rules) {
            List<JsonElement> all = JsonParts.list(json, rules);
            for (int i = 0; i < all.size(); i++) {
                int rule = i;
                JsonObject written = all.get(i).getAsJsonObject();
                String what = written.has(CLAIM)
                        ? "for " + written.get(CLAIM).getAsString()
                        : String.valueOf(written.get("expression"));
                edit(
                        MutationOperator.DROP_VALIDATION_RULE,
                        rules + "[" + i + "]",
                        "without the rule " + what,
                        changed -> changed.getAsJsonArray(rules).remove(rule));
            }
        }

        private void addOfMapping(String mapping) {
            if (!(json.getAsJsonObject("claimMappings").get(mapping) instanceof JsonObject written)) {
                return;
            }
            String part = "claimMappings." + mapping;
            boolean isName = mapping.equals("username");
            if (!isName) {
                edit(
                        MutationOperator.DROP_MAPPING,
                        part,
                        "without " + mapping,
                        changed -> changed.getAsJsonObject("claimMappings").remove(mapping));
            }
            if (written.get(PREFIX) instanceof JsonPrimitive prefix
                    && !prefix.getAsString().isEmpty()) {
                edit(
                        MutationOperator.DROP_PREFIX,
                        part + ".prefix",
                        "without the prefix " + prefix + " of " + mapping,
                        changed -> changed.getAsJsonObject("claimMappings")
                                .getAsJsonObject(mapping)
                                .addProperty(PREFIX, ""));
            }
            if (isName && written.get(CLAIM) instanceof JsonPrimitive claim) {
                edit(
                        MutationOperator.RENAME_CLAIM,
                        part + ".claim",
                        "with the username of another claim than " + claim.getAsString(),
                        changed -> changed.getAsJsonObject("claimMappings")
                                .getAsJsonObject(mapping)
                                .addProperty(CLAIM, other(claim)));
            }
        }

        /** Every token has the claim {@code sub}, and most have {@code iss}, so that the mutant accepts them. */
        private static String other(JsonPrimitive claim) {
            return claim.getAsString().equals("sub") ? "iss" : "sub";
        }

        private void addOfExtra() {
            List<JsonElement> extra = JsonParts.list(json.getAsJsonObject("claimMappings"), "extra");
            for (int i = 0; i < extra.size(); i++) {
                int dropped = i;
                edit(
                        MutationOperator.DROP_MAPPING,
                        "claimMappings.extra[" + i + "]",
                        "without the extra attribute "
                                + extra.get(i).getAsJsonObject().get("key").getAsString(),
                        changed -> changed.getAsJsonObject("claimMappings")
                                .getAsJsonArray("extra")
                                .remove(dropped));
            }
        }
    }
}
