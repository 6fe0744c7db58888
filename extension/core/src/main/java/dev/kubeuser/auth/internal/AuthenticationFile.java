// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.auth.internal;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.kubeuser.auth.ClaimSet;
import dev.kubeuser.base.internal.Json;
import dev.kubeuser.manifest.ConfigurationDocument;
import dev.kubeuser.manifest.ManifestException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An AuthenticationConfiguration as production has it. Only what this library needs of it is checked here: the API
 * server checks the rest.
 *
 * @see <a
 *     href="https://kubernetes.io/docs/reference/access-authn-authz/authentication/#using-authentication-configuration">Using
 *     Authentication Configuration</a>
 */
public final class AuthenticationFile {

    private static final String JWT = "jwt";
    private static final String ISSUER = "issuer";
    private static final String URL = "url";
    private static final String EGRESS = "egressSelectorType";

    /** The API server writes a colon behind a path, or quotes around it. */
    private static final Pattern PATH = Pattern.compile("\\b(?:jwt|anonymous)(?:\\[\\d+]|\\.[A-Za-z]+)*(?=:|\\\\*\")");

    private final String source;
    private final ConfigurationDocument document;
    private final JsonObject json;

    private AuthenticationFile(String source, ConfigurationDocument document) {
        this.source = source;
        this.document = document;
        this.json = document.json().getAsJsonObject();
        requireDistinct();
    }

    /**
     * Reads it.
     *
     * @param source the file, or a resource such as {@code classpath:authn.yaml}
     * @throws ManifestException if it cannot be used; the message names file and line
     */
    public static AuthenticationFile read(String source) {
        return new AuthenticationFile(
                source, ConfigurationDocument.ofServer(source, "AuthenticationConfiguration", "authentication-config"));
    }

    private void requireDistinct() {
        Set<String> seen = new LinkedHashSet<>();
        int index = 0;
        for (JsonObject issuer : issuers(json)) {
            String url = url(issuer);
            if (!url.isEmpty() && !seen.add(url)) {
                throw document.malformed(
                        "jwt[" + index + "].issuer.url",
                        "two issuers have the url " + url + ", and the API server takes one authenticator for each");
            }
            index++;
        }
    }

    /** The {@code issuer} of each authenticator that has one. */
    private static List<JsonObject> issuers(JsonObject json) {
        return Json.list(json, JWT).stream()
                .map(authenticator -> Json.object(authenticator, ISSUER))
                .toList();
    }

    private static String url(JsonObject issuer) {
        return Json.text(issuer, URL);
    }

    /** Whether it configures anonymous requests, which excludes the API server's argument for that. */
    public boolean hasAnonymous() {
        return json.get("anonymous") instanceof JsonObject;
    }

    /** Its issuers, in the order of the file. Those that are known already keep their keys. */
    List<TokenIssuer> issuers(List<TokenIssuer> known) {
        return issuers(json).stream().map(issuer -> issuer(issuer, known)).toList();
    }

    private static TokenIssuer issuer(JsonObject issuer, List<TokenIssuer> known) {
        String url = url(issuer);
        List<String> audiences = texts(issuer.get("audiences"));
        return known.stream()
                .filter(each -> each.url().equals(url))
                .findFirst()
                .map(each -> each.as(audiences))
                .orElseGet(() -> new TokenIssuer(url, audiences));
    }

    private static List<String> texts(@Nullable JsonElement list) {
        return list instanceof JsonArray several
                ? several.asList().stream()
                        .filter(JsonElement::isJsonPrimitive)
                        .map(JsonElement::getAsString)
                        .toList()
                : List.of();
    }

    /**
     * {@return the URL of the issuer that is meant}
     *
     * @param wanted its URL; {@code null} for the only one, or the only one that is usual for the set
     * @throws IllegalArgumentException if the file has no such issuer, or several
     */
    public String issuer(@Nullable String wanted, @Nullable ClaimSet set) {
        List<String> urls = urls(json);
        if (wanted == null && urls.size() == 1) {
            return urls.get(0);
        }
        if (wanted != null && urls.contains(wanted)) {
            return wanted;
        }
        List<String> usual =
                urls.stream().filter(url -> CompleteClaims.areOf(set, url)).toList();
        if (wanted == null && usual.size() == 1) {
            return usual.get(0);
        }
        if (urls.isEmpty()) {
            throw new IllegalArgumentException(
                    source + " has no issuer under " + JWT + ", so the API server knows no identity: add one");
        }
        String found = String.join(", ", urls);
        throw new IllegalArgumentException(
                wanted == null
                        ? "the identity names no issuer, and " + source + " has several: name one of " + found
                        : "there is no issuer " + wanted + " in " + source + "; it has " + found);
    }

    /** Whether traffic to an issuer goes through an egress selector, of which the test has none. */
    boolean hasEgressSelector() {
        return issuers(json).stream().anyMatch(issuer -> issuer.has(EGRESS));
    }

    /**
     * {@return what the API server reads, with other places to fetch keys from}
     *
     * @param discovery the place of the issuer with a URL
     */
    JsonObject fetching(String authority, UnaryOperator<String> discovery) {
        JsonObject copy = json();
        for (JsonObject issuer : issuers(copy)) {
            issuer.addProperty("discoveryURL", discovery.apply(url(issuer)));
            issuer.addProperty("certificateAuthority", authority);
            issuer.remove(EGRESS);
        }
        return copy;
    }

    private static List<String> urls(JsonObject configuration) {
        return issuers(configuration).stream().map(AuthenticationFile::url).toList();
    }

    /** A copy of its content, to be changed. */
    public JsonObject json() {
        return json.deepCopy();
    }

    /**
     * {@return where in the file the parts are that the API server's words name; empty if they name none}
     *
     * @param words the API server's message
     */
    public String locate(String words) {
        return document.places(
                PATH.matcher(words).results().map(MatchResult::group).filter(path -> path.length() > JWT.length()));
    }

    /** The source. */
    @Override
    public String toString() {
        return source;
    }
}
