// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.auth;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import dev.kubeuser.table.internal.ExpectedIdentity;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What an authenticator without CEL makes of claims, by our reading of Kubernetes' documentation and not by the API
 * server.
 *
 * @param authenticator an entry under {@code jwt} of an AuthenticationConfiguration
 */
record ClaimMapping(JsonObject authenticator) {

    /** A claim of another type than the mapping wants, or none where one is needed, refuses the token. */
    private static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    ExpectedIdentity expected(JsonObject claims) {
        try {
            requireAudience(claims);
            requireRules(claims);
            return new ExpectedIdentity(username(claims), groups(claims), uid(claims), Map.of());
        } catch (Refused refused) {
            return ExpectedIdentity.REFUSED;
        }
    }

    private void requireAudience(JsonObject claims) {
        JsonElement accepted = authenticator.getAsJsonObject("issuer").get("audiences");
        if (list(claims.get("aud")).stream().noneMatch(accepted.getAsJsonArray()::contains)) {
            throw new Refused();
        }
    }

    private void requireRules(JsonObject claims) {
        for (JsonElement rule : list(authenticator.get("claimValidationRules"))) {
            JsonElement claim = claims.get(rule.getAsJsonObject().get("claim").getAsString());
            JsonElement required = rule.getAsJsonObject().get("requiredValue");
            if (claim == null || !text(claim).equals(required.getAsString())) {
                throw new Refused();
            }
        }
    }

    private static List<JsonElement> list(JsonElement oneOrMany) {
        return oneOrMany == null ? List.of() : oneOrMany instanceof JsonArray many ? many.asList() : List.of(oneOrMany);
    }

    /** {@code null} is the empty text. */
    private static String text(JsonElement claim) {
        if (claim instanceof JsonNull) {
            return "";
        }
        if (claim instanceof JsonPrimitive text && text.isString()) {
            return text.getAsString();
        }
        throw new Refused();
    }

    private Optional<JsonObject> mapping(String name) {
        return Optional.ofNullable(
                authenticator.getAsJsonObject("claimMappings").getAsJsonObject(name));
    }

    private static String prefix(JsonObject mapping) {
        return mapping.get("prefix").getAsString();
    }

    private static JsonElement claim(JsonObject mapping, JsonObject claims) {
        return claims.get(mapping.get("claim").getAsString());
    }

    private String username(JsonObject claims) {
        JsonObject mapping = mapping("username").orElseThrow();
        JsonElement claim = claim(mapping, claims);
        boolean isAddress = mapping.get("claim").getAsString().equals("email");
        JsonElement verified = claims.get("email_verified");
        if (claim == null || (isAddress && verified != null && !new JsonPrimitive(true).equals(verified))) {
            throw new Refused();
        }
        return prefix(mapping) + text(claim);
    }

    /** One text is a group too. */
    private Set<String> groups(JsonObject claims) {
        Set<String> groups = new LinkedHashSet<>();
        mapping("groups").ifPresent(mapping -> {
            JsonElement claim = claim(mapping, claims);
            if (claim != null && !(claim instanceof JsonNull)) {
                list(claim).forEach(group -> groups.add(prefix(mapping) + text(group)));
            }
        });
        return groups;
    }

    /** Other than groups, a UID must be there. */
    private String uid(JsonObject claims) {
        return mapping("uid")
                .map(mapping -> {
                    JsonElement claim = claim(mapping, claims);
                    if (claim == null) {
                        throw new Refused();
                    }
                    return text(claim);
                })
                .orElse("");
    }
}
