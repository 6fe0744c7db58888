// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.auth.internal;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import dev.kubeuser.base.internal.Json;
import dev.kubeuser.base.internal.Printable;
import dev.kubeuser.manifest.ConfigurationDocument;
import dev.kubeuser.manifest.ManifestException;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * An AuthorizationConfiguration as production has it. Only what this library needs of it is checked here: the API
 * server checks the rest.
 *
 * @see <a
 *     href="https://kubernetes.io/docs/reference/access-authn-authz/authorization/#using-configuration-file-for-authorization">Using
 *     a configuration file for authorization</a>
 */
public final class AuthorizationFile {

    private static final String AUTHORIZERS = "authorizers";
    private static final String TYPE = "type";
    private static final String WEBHOOK = "webhook";
    private static final String CONNECTION = "connectionInfo";
    private static final String FILE = "kubeConfigFile";

    private static final List<String> DURATIONS = List.of("timeout", "authorizedTTL", "unauthorizedTTL");

    /** As the API server writes paths, which leaves {@code webhook} out. */
    private static final Pattern PATH =
            Pattern.compile("\\b(authorizers\\[\\d+])(?:\\.webhook)?((?:\\.[A-Za-z]+|\\[\\d+])*)");

    /** The API server refuses other names. */
    private static final Pattern NAME = Pattern.compile("[a-z0-9](?:[-.a-z0-9]*[a-z0-9])?");

    private static final Set<String> OUTSIDE_WEBHOOK = Set.of("", ".name", ".type");

    private final String source;
    private final ConfigurationDocument document;
    private final JsonObject json;

    /**
     * A webhook of the chain.
     *
     * @param name its name in the file
     * @param deniesOnError whether a request is denied if the webhook fails
     * @param remembers how long the API server remembers answers instead of asking again; empty if it never does
     */
    public record Webhook(String name, boolean deniesOnError, String remembers) {

        static Webhook of(String name, JsonObject webhook) {
            String allowed = remembered(webhook, "cacheAuthorizedRequests", "authorizedTTL", "5m");
            String others = remembered(webhook, "cacheUnauthorizedRequests", "unauthorizedTTL", "30s");
            String remembers = (allowed.isEmpty() ? "" : "allowed " + allowed)
                    + (allowed.isEmpty() || others.isEmpty() ? "" : ", ")
                    + (others.isEmpty() ? "" : "other answers " + others);
            return new Webhook(name, text(webhook, "failurePolicy", "").equals("Deny"), remembers);
        }

        private static String remembered(JsonObject webhook, String flag, String duration, String usual) {
            return text(webhook, flag, "true").equals("true") ? text(webhook, duration, usual) : "";
        }

        private static String text(JsonObject webhook, String key, String usual) {
            return webhook.get(key) instanceof JsonPrimitive value ? value.getAsString() : usual;
        }
    }

    private AuthorizationFile(String source, ConfigurationDocument document) {
        this.source = source;
        this.document = document;
        this.json = document.json().getAsJsonObject();
        requirePossible();
    }

    /**
     * Reads it.
     *
     * @param source the file, or a resource such as {@code classpath:authz.yaml}
     * @throws ManifestException if it cannot be used; the message names file and line
     */
    public static AuthorizationFile read(String source) {
        return new AuthorizationFile(
                source, ConfigurationDocument.ofServer(source, "AuthorizationConfiguration", "authorization-config"));
    }

    private void requirePossible() {
        int index = 0;
        for (JsonObject authorizer : authorizers(json)) {
            String path = AUTHORIZERS + "[" + index + "]";
            String type = Json.text(authorizer, TYPE);
            requirePossible(type, path + "." + TYPE);
            if (authorizer.get(WEBHOOK) instanceof JsonObject webhook) {
                requireDurations(webhook, path + "." + WEBHOOK);
                requireReachable(webhook, path + "." + WEBHOOK + "." + CONNECTION);
            }
            index++;
        }
        if (!has("RBAC")) {
            throw document.malformed(
                    AUTHORIZERS,
                    "the chain has no authorizer of type RBAC: roles and bindings would mean nothing, and controllers"
                            + " have no other permissions. Add {type: RBAC, name: rbac}");
        }
    }

    private void requirePossible(String type, String path) {
        if (type.equals("AlwaysAllow")) {
            throw document.malformed(path, "AlwaysAllow lets everybody do everything, so no test of access can fail");
        }
        if (type.equals("ABAC")) {
            throw document.malformed(path, "ABAC reads a policy file of its own, which the cluster of a test has not");
        }
    }

    /** The API server rejects a number without reporting where it is. */
    private void requireDurations(JsonObject webhook, String path) {
        for (String field : DURATIONS) {
            if (webhook.get(field) instanceof JsonPrimitive value && value.isNumber()) {
                throw document.malformed(path + "." + field, field + " is a duration such as 30s, found " + value);
            }
        }
    }

    private void requireReachable(JsonObject webhook, String path) {
        JsonElement connection = webhook.get(CONNECTION);
        if (Json.text(connection, TYPE).equals("InClusterConfig")) {
            throw document.malformed(
                    path,
                    "kube-apiserver does not take InClusterConfig; production names a kubeconfig by KubeConfigFile");
        }
        String file = Json.text(connection, FILE);
        if (!file.isEmpty() && !file.startsWith("/")) {
            throw document.malformed(
                    path + "." + FILE, "the API server takes an absolute path, not " + Printable.text(file));
        }
    }

    private static List<JsonObject> authorizers(JsonObject json) {
        return Json.list(json, AUTHORIZERS).stream()
                .map(each -> each instanceof JsonObject authorizer ? authorizer : new JsonObject())
                .toList();
    }

    /** Whether its chain has an authorizer of a type. */
    public boolean has(String type) {
        return authorizers(json).stream()
                .anyMatch(authorizer -> Json.text(authorizer, TYPE).equals(type));
    }

    /** The webhook authorizers, in the order of the chain. */
    public List<Webhook> webhooks() {
        return authorizers(json).stream()
                .filter(AuthorizationFile::isCalled)
                .map(authorizer -> Webhook.of(Json.text(authorizer, "name"), authorizer.getAsJsonObject(WEBHOOK)))
                .toList();
    }

    /** Whether it has a name and a kubeconfig. One that has not is left for the API server to refuse. */
    private static boolean isCalled(JsonObject authorizer) {
        return authorizer.get(WEBHOOK) instanceof JsonObject webhook
                && NAME.matcher(Json.text(authorizer, "name")).matches()
                && !Json.text(webhook.get(CONNECTION), FILE).isEmpty();
    }

    /**
     * The same chain with other kubeconfigs for its webhooks.
     *
     * @param kubeconfig the path for the name of an authorizer
     */
    public JsonObject calling(UnaryOperator<String> kubeconfig) {
        JsonObject copy = json.deepCopy();
        for (JsonObject authorizer : authorizers(copy)) {
            if (isCalled(authorizer)) {
                authorizer
                        .getAsJsonObject(WEBHOOK)
                        .getAsJsonObject(CONNECTION)
                        .addProperty(FILE, kubeconfig.apply(Json.text(authorizer, "name")));
            }
        }
        return copy;
    }

    /**
     * {@return where in the file the parts are that the API server's words name; empty if they name none}
     *
     * @param words the API server's message
     */
    public String locate(String words) {
        return document.places(PATH.matcher(words).results().map(AuthorizationFile::path));
    }

    private static String path(MatchResult found) {
        return found.group(1) + (OUTSIDE_WEBHOOK.contains(found.group(2)) ? "" : "." + WEBHOOK) + found.group(2);
    }

    /** The source. */
    @Override
    public String toString() {
        return source;
    }
}
