package dev.kubeuser.issuer.internal;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The arguments of kube-apiserver for one issuer, as they were before files, and as managed clusters still have them. They
 * mean the same as a file: pkg/kubeapiserver/options/authentication.go of Kubernetes translates them too.
 *
 * @see <a
 *     href="https://kubernetes.io/docs/reference/access-authn-authz/authentication/#using-flags">Using flags</a>
 */
public final class OidcArguments {

    private static final String PREFIX = "oidc-";
    private static final String SOURCE = "arguments of kube-apiserver: ";
    private static final String ISSUER = "oidc-issuer-url";
    private static final String CLIENT = "oidc-client-id";
    private static final String USERNAME = "oidc-username-claim";
    private static final String USERNAME_PREFIX = "oidc-username-prefix";
    private static final String GROUPS = "oidc-groups-claim";
    private static final String GROUPS_PREFIX = "oidc-groups-prefix";
    private static final String REQUIRED = "oidc-required-claim";

    /** Where the keys are fetched and which algorithms they have is replaced with the issuer's keys. */
    private static final Set<String> REPLACED = Set.of("oidc-ca-file", "oidc-signing-algs");

    private static final Set<String> TRANSLATED =
            Set.of(ISSUER, CLIENT, USERNAME, USERNAME_PREFIX, GROUPS, GROUPS_PREFIX);

    private final Map<String, String> values = new LinkedHashMap<>();
    private final Map<String, String> required = new LinkedHashMap<>();

    private OidcArguments(List<String> arguments) {
        arguments.forEach(this::add);
        if (values.getOrDefault(ISSUER, "").isEmpty()
                || values.getOrDefault(CLIENT, "").isEmpty()) {
            throw new IllegalArgumentException(ISSUER + " and " + CLIENT + " must be specified together when any oidc-*"
                    + " arguments of kube-apiserver are set");
        }
    }

    private void add(String argument) {
        int equals = argument.indexOf('=');
        String name = equals < 0 ? argument : argument.substring(0, equals);
        String value = argument.substring(equals + 1);
        if (equals < 0 || !name.equals(REQUIRED) && !TRANSLATED.contains(name) && !REPLACED.contains(name)) {
            throw new IllegalArgumentException(
                    "the argument " + argument + " of kube-apiserver cannot be translated into an"
                            + " AuthenticationConfiguration: write a file, and name it by authentication");
        }
        if (!name.equals(REQUIRED)) {
            values.put(name, value);
            return;
        }
        int inner = value.indexOf('=');
        if (inner < 1) {
            throw new IllegalArgumentException(
                    "the argument " + argument + " of kube-apiserver has to be " + REQUIRED + "=CLAIM=VALUE");
        }
        required.put(value.substring(0, inner), value.substring(inner + 1));
    }

    /** Whether an argument of kube-apiserver is one of them. */
    public static boolean isOne(String argument) {
        return argument.startsWith(PREFIX);
    }

    /**
     * {@return the source by which {@link AuthenticationFile#read} translates them}
     *
     * @param arguments the arguments, without others
     */
    public static String source(List<String> arguments) {
        return SOURCE + String.join("\n", arguments);
    }

    static boolean isSource(String source) {
        return source.startsWith(SOURCE);
    }

    /**
     * {@return the file that means the same, in JSON}
     *
     * @throws IllegalArgumentException if they cannot be translated
     */
    public static String translated(String source) {
        return new OidcArguments(List.of(source.substring(SOURCE.length()).split("\n", -1)))
                .file()
                .toString();
    }

    private JsonObject file() {
        String url = values.getOrDefault(ISSUER, "");
        JsonArray audiences = new JsonArray();
        audiences.add(values.getOrDefault(CLIENT, ""));
        JsonObject issuer = new JsonObject();
        issuer.addProperty("url", url);
        issuer.add("audiences", audiences);
        JsonObject mappings = new JsonObject();
        String claim = values.getOrDefault(USERNAME, "sub");
        mappings.add("username", mapping(claim, usernamePrefix(claim, url)));
        String groups = values.getOrDefault(GROUPS, "");
        if (!groups.isEmpty()) {
            mappings.add("groups", mapping(groups, values.getOrDefault(GROUPS_PREFIX, "")));
        }
        JsonObject authenticator = new JsonObject();
        authenticator.add("issuer", issuer);
        authenticator.add("claimMappings", mappings);
        authenticator.add("claimValidationRules", rules());
        JsonArray jwt = new JsonArray();
        jwt.add(authenticator);
        JsonObject file = new JsonObject();
        file.addProperty("apiVersion", "apiserver.config.k8s.io/v1");
        file.addProperty("kind", "AuthenticationConfiguration");
        file.add("jwt", jwt);
        return file;
    }

    /** Without a prefix, all claims but the mail address get that of the issuer. */
    private String usernamePrefix(String claim, String issuer) {
        String prefix = values.getOrDefault(USERNAME_PREFIX, "");
        if (prefix.isEmpty() && !claim.equals("email")) {
            return issuer + "#";
        }
        return prefix.equals("-") ? "" : prefix;
    }

    private static JsonObject mapping(String claim, String prefix) {
        JsonObject mapping = new JsonObject();
        mapping.addProperty("claim", claim);
        mapping.addProperty("prefix", prefix);
        return mapping;
    }

    private JsonArray rules() {
        JsonArray rules = new JsonArray();
        required.forEach((claim, value) -> {
            JsonObject rule = new JsonObject();
            rule.addProperty("claim", claim);
            rule.addProperty("requiredValue", value);
            rules.add(rule);
        });
        return rules;
    }
}
