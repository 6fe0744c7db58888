// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.auth;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import dev.kubeuser.testkit.Choice;
import java.util.List;
import java.util.stream.IntStream;

/** Random claims, and random mappings that may want them. */
record RandomClaims(Choice choice) {

    private static final List<String> TEXTS =
            List.of("ann", "bob", "sre", "a b", "/k8s/sre", "system:nodes", "oidc:ann", "ünïcode", "a,b;c", "");
    private static final List<String> AUDIENCES =
            List.of("kubernetes", "kubectl", "https://kubernetes.example.com", "grafana");
    private static final List<String> PREFIXES = List.of("", "oidc:", "oidc:groups:", " ", "system-");
    private static final List<String> NAMES = List.of("sub", "email", "preferred_username", "name");
    private static final List<String> LISTS = List.of("groups", "roles", "department", "name");

    /** An entry under {@code jwt} of an AuthenticationConfiguration, without CEL. */
    JsonObject authenticator(String url) {
        List<String> audiences = choice.some(3, AUDIENCES);
        JsonObject issuer = new JsonObject();
        issuer.addProperty("url", url);
        issuer.add("audiences", array(audiences));
        if (audiences.size() > 1) {
            issuer.addProperty("audienceMatchPolicy", "MatchAny");
        }
        JsonObject mappings = new JsonObject();
        mappings.add("username", prefixed(choice.one(NAMES), choice.one(PREFIXES)));
        if (!choice.oneIn(4)) {
            mappings.add("groups", prefixed(choice.one(LISTS), choice.one(PREFIXES)));
        }
        if (choice.oneIn(3)) {
            JsonObject uid = new JsonObject();
            uid.addProperty("claim", choice.one(NAMES));
            mappings.add("uid", uid);
        }
        JsonObject authenticator = new JsonObject();
        authenticator.add("issuer", issuer);
        authenticator.add("claimMappings", mappings);
        if (choice.oneIn(3)) {
            authenticator.add("claimValidationRules", rules());
        }
        return authenticator;
    }

    private JsonArray rules() {
        JsonArray rules = new JsonArray();
        for (String claim : choice.some(2, List.of("name", "department"))) {
            JsonObject rule = new JsonObject();
            rule.addProperty("claim", claim);
            rule.addProperty("requiredValue", choice.one(TEXTS.subList(0, 3)));
            rules.add(rule);
        }
        return rules;
    }

    private static JsonObject prefixed(String claim, String prefix) {
        JsonObject mapping = new JsonObject();
        mapping.addProperty("claim", claim);
        mapping.addProperty("prefix", prefix);
        return mapping;
    }

    private static JsonArray array(List<String> texts) {
        JsonArray array = new JsonArray();
        texts.forEach(array::add);
        return array;
    }

    /** Most are what an issuer has; a few have another type, or none. */
    JsonObject claims() {
        JsonObject claims = new JsonObject();
        for (String name : NAMES) {
            if (!choice.oneIn(8)) {
                claims.add(name, choice.oneIn(20) ? odd() : text());
            }
        }
        claims.addProperty("sub", "subject of " + choice.one(TEXTS));
        if (choice.oneIn(3)) {
            claims.add(
                    "email_verified",
                    choice.oneIn(5) ? odd() : new JsonPrimitive(choice.random().nextBoolean()));
        }
        for (String name : LISTS.subList(0, 3)) {
            if (!choice.oneIn(4)) {
                claims.add(name, choice.oneIn(12) ? odd() : choice.oneIn(3) ? text() : array(choice.some(4, TEXTS)));
            }
        }
        claims.add(
                "aud", choice.oneIn(2) ? new JsonPrimitive(choice.one(AUDIENCES)) : array(choice.some(3, AUDIENCES)));
        return claims;
    }

    private JsonElement text() {
        return new JsonPrimitive(choice.oneIn(2) ? choice.one(TEXTS.subList(0, 3)) : choice.one(TEXTS));
    }

    private JsonElement odd() {
        JsonArray mixed = new JsonArray();
        mixed.add("sre");
        mixed.add(choice.oneIn(2) ? JsonNull.INSTANCE : new JsonPrimitive(7));
        return choice.one(List.of(
                new JsonPrimitive(4711),
                new JsonPrimitive(true),
                JsonNull.INSTANCE,
                new JsonObject(),
                new JsonArray(),
                mixed,
                new JsonPrimitive("true")));
    }

    /** A file with this many issuers. By the first one, an empty claim is a user without a name. */
    JsonObject configuration(int issuers) {
        JsonArray jwt = new JsonArray();
        IntStream.range(0, issuers).forEach(each -> jwt.add(authenticator("https://issuer-" + each + ".example.com")));
        JsonObject first = jwt.get(0).getAsJsonObject();
        first.remove("claimValidationRules");
        first.getAsJsonObject("claimMappings").add("username", prefixed("name", ""));
        JsonObject configuration = new JsonObject();
        configuration.addProperty("apiVersion", "apiserver.config.k8s.io/v1");
        configuration.addProperty("kind", "AuthenticationConfiguration");
        configuration.add("jwt", jwt);
        return configuration;
    }
}
