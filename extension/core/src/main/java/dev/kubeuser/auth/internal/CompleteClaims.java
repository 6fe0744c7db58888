// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.auth.internal;

import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.kubeuser.auth.ClaimSet;
import dev.kubeuser.base.internal.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The claims of a token: those of a set, over them those that a test gives, and what follows from both. */
public final class CompleteClaims {

    private static final String SUBJECT = "sub";
    private static final String REF = "ref";
    private static final String REF_TYPE = "ref_type";
    private static final String TAGS = "refs/tags/";
    private static final String HEADS = "refs/heads/";
    private static final String PULLS = "refs/pull/";
    private static final String EVENT = "event_name";
    private static final String PULL_REQUEST = "pull_request";
    private static final String KUBERNETES = "kubernetes.io";
    private static final String NAMESPACE = "namespace";
    private static final String NAME = "name";
    private static final String UID = "uid";
    private static final String ACCOUNT = "serviceaccount";
    private static final String ACCOUNT_SUBJECT = "system:serviceaccount:";
    private static final String USERNAME = "preferred_username";

    /** Which URLs the issuers have whose claims these are. */
    private static final Map<ClaimSet, Pattern> ISSUERS = Map.of(
            ClaimSet.GITHUB_ACTIONS, github(),
            ClaimSet.GITHUB_ACTIONS_IMMUTABLE, github(),
            ClaimSet.GITLAB_CI, Pattern.compile("https://gitlab\\..+"),
            ClaimSet.SERVICE_ACCOUNT,
                    Pattern.compile("https://(kubernetes\\.default\\.svc.*|oidc\\.eks\\..+/id/.+"
                            + "|container\\.googleapis\\.com/.+|.+\\.oic\\.prod-aks\\.azure\\.com/.+)"),
            ClaimSet.KEYCLOAK, Pattern.compile("https://.+/realms/[^/]+"),
            ClaimSet.DEX, Pattern.compile("https://(dex\\..+|.+/dex)"));

    private final JsonObject claims;
    private final JsonObject given;

    private CompleteClaims(@Nullable ClaimSet set, JsonObject given) {
        this.given = given;
        if (set == null) {
            this.claims = given.deepCopy();
        } else {
            this.claims = template(set);
            patch(claims, given);
        }
    }

    private static Pattern github() {
        return Pattern.compile("https://(token\\.actions\\.githubusercontent\\.com(/.*)?|.+/_services/token)");
    }

    /** Whether an issuer of this URL usually makes such claims. */
    static boolean areOf(@Nullable ClaimSet set, String url) {
        Pattern usual = set == null ? null : ISSUERS.get(set);
        return usual != null && usual.matcher(url).matches();
    }

    /**
     * {@return all claims but the issuer, the audience and the times}
     *
     * @param given what the test gives
     * @param name the name of the identity
     * @param issuer the URL of the issuer
     * @throws IllegalArgumentException if it is not known what follows from the given claims
     */
    public static JsonObject of(@Nullable ClaimSet set, JsonObject given, String name, String issuer) {
        CompleteClaims complete = new CompleteClaims(set, given);
        if (set == null) {
            complete.derive(SUBJECT, name);
            return complete.claims;
        }
        switch (set) {
            case GITHUB_ACTIONS -> complete.github(false);
            case GITHUB_ACTIONS_IMMUTABLE -> complete.github(true);
            case GITLAB_CI -> complete.gitlab(issuer);
            case SERVICE_ACCOUNT -> complete.account(name);
            case KEYCLOAK -> complete.keycloak(name);
            case DEX -> complete.dex(name);
        }
        return complete.claims;
    }

    private static JsonObject template(ClaimSet set) {
        String file = set == ClaimSet.GITHUB_ACTIONS_IMMUTABLE ? ClaimSet.GITHUB_ACTIONS.name() : set.name();
        String resource = file.toLowerCase(Locale.ROOT).replace('_', '-') + ".json";
        try (InputStream in = CompleteClaims.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("each set has a file " + resource);
            }
            return JsonParser.parseReader(new InputStreamReader(in, StandardCharsets.UTF_8))
                    .getAsJsonObject();
        } catch (IOException failure) {
            throw new UncheckedIOException("The claims in " + resource + " cannot be read", failure);
        }
    }

    private static void patch(JsonObject target, JsonObject patch) {
        for (String name : patch.keySet()) {
            JsonElement value = patch.get(name);
            if (value instanceof JsonNull) {
                target.remove(name);
            } else if (value instanceof JsonObject inner) {
                JsonObject below = target.get(name) instanceof JsonObject there ? there : new JsonObject();
                patch(below, inner);
                target.add(name, below);
            } else {
                target.add(name, value.deepCopy());
            }
        }
    }

    /** Sets a claim that the test leaves open. */
    private void derive(String claim, String value) {
        if (!given.has(claim)) {
            claims.addProperty(claim, value);
        }
    }

    private String text(String claim) {
        return Json.text(claims, claim);
    }

    private void github(boolean isImmutable) {
        String template = text("repository");
        if (given.has("repository_owner")) {
            derive("repository", text("repository_owner") + template.substring(template.indexOf('/')));
        }
        String repository = text("repository");
        String owner = before(repository);
        derive("repository_owner", owner);
        if (text(REF).startsWith(PULLS)) {
            derive(EVENT, PULL_REQUEST);
        }
        boolean isPullRequest = text(EVENT).equals(PULL_REQUEST);
        if (isPullRequest) {
            derive(REF, PULLS + "1/merge");
            derive("head_ref", "feature");
            derive("base_ref", "main");
        }
        derive(REF_TYPE, text(REF).startsWith(TAGS) ? "tag" : "branch");
        String workflow = repository + "/.github/workflows/" + text("workflow") + ".yml@" + text(REF);
        derive("workflow_ref", workflow);
        derive("workflow_sha", text("sha"));
        derive("job_workflow_ref", workflow);
        derive("job_workflow_sha", text("sha"));
        if (claims.has("enterprise")) {
            derive("enterprise_id", "2");
        }
        String subject = isImmutable
                ? owner + "@" + text("repository_owner_id") + repository.substring(owner.length()) + "@"
                        + text("repository_id")
                : repository;
        derive(SUBJECT, "repo:" + subject + ":" + githubContext(isPullRequest));
    }

    private String githubContext(boolean isPullRequest) {
        String environment = text("environment");
        if (!environment.isEmpty()) {
            return "environment:" + environment.replace(":", "%3A");
        }
        if (text(EVENT).equals("pull_request_target") && !given.has(SUBJECT)) {
            throw new IllegalArgumentException("GitHub does not document the sub of the event pull_request_target; give"
                    + " the claim sub, as your token has it");
        }
        return isPullRequest ? PULL_REQUEST : REF + ":" + text(REF);
    }

    private static String before(String path) {
        int slash = path.lastIndexOf('/');
        return slash < 0 ? path : path.substring(0, slash);
    }

    private void gitlab(String issuer) {
        String path = text("ref_path");
        if (path.startsWith(TAGS)) {
            derive(REF, path.substring(TAGS.length()));
            derive(REF_TYPE, "tag");
        } else if (path.startsWith(HEADS)) {
            derive(REF, path.substring(HEADS.length()));
        }
        derive("ref_path", (text(REF_TYPE).equals("tag") ? TAGS : HEADS) + text(REF));
        String project = text("project_path");
        derive("namespace_path", before(project));
        derive(
                "ci_config_ref_uri",
                URI.create(issuer).getAuthority() + "/" + project + "//.gitlab-ci.yml@" + text("ref_path"));
        derive(SUBJECT, "project_path:" + project + ":ref_type:" + text(REF_TYPE) + ":ref:" + text(REF));
    }

    private void account(String identity) {
        String subject = Json.text(given, SUBJECT);
        String[] named = subject.startsWith(ACCOUNT_SUBJECT) && subject.indexOf(':', ACCOUNT_SUBJECT.length()) > 0
                ? subject.substring(ACCOUNT_SUBJECT.length()).split(":", 2)
                : new String[] {"default", identity};
        String namespace = named[0];
        String account = named[1];
        if (claims.get(KUBERNETES) instanceof JsonObject object) {
            complete(object, NAMESPACE, namespace);
            namespace = Json.text(object, NAMESPACE);
            if (object.get(ACCOUNT) instanceof JsonObject reference) {
                complete(reference, NAME, account);
                account = Json.text(reference, NAME);
                complete(reference, UID, uuid(namespace + "/" + account));
            }
            if (object.get("pod") instanceof JsonObject pod) {
                complete(pod, NAME, account + "-0");
                complete(pod, UID, uuid(Json.text(pod, NAME)));
            }
        }
        derive(SUBJECT, ACCOUNT_SUBJECT + namespace + ":" + account);
    }

    private static void complete(JsonObject object, String key, String value) {
        if (!object.has(key)) {
            object.addProperty(key, value);
        }
    }

    private static String uuid(String name) {
        return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)).toString();
    }

    private void keycloak(String name) {
        person(name);
        derive("given_name", text(USERNAME));
        derive(SUBJECT, uuid(text(USERNAME)));
    }

    private void person(String name) {
        derive(USERNAME, name);
        derive(NAME, text(USERNAME));
        derive("email", text(USERNAME) + "@example.com");
    }

    /** Its subject is a message of Protocol Buffers with the two federated claims, in Base64. */
    private void dex(String name) {
        person(name);
        if (claims.get("federated_claims") instanceof JsonObject federated) {
            ByteArrayOutputStream message = new ByteArrayOutputStream();
            complete(federated, "user_id", text(USERNAME));
            field(message, 1, Json.text(federated, "user_id"));
            field(message, 2, Json.text(federated, "connector_id"));
            derive(SUBJECT, Base64.getUrlEncoder().withoutPadding().encodeToString(message.toByteArray()));
        }
    }

    private static void field(ByteArrayOutputStream message, int number, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        message.write((number << 3) | 2);
        for (int rest = bytes.length; ; rest >>>= 7) {
            message.write(rest < 128 ? rest : (rest & 127) | 128);
            if (rest < 128) {
                break;
            }
        }
        message.writeBytes(bytes);
    }
}
