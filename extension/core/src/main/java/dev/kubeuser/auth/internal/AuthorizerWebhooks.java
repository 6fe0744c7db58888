// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.auth.internal;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.sun.net.httpserver.HttpExchange;
import dev.kubeuser.auth.AuthorizerAnswer;
import dev.kubeuser.auth.AuthorizerAnswer.Verdict;
import dev.kubeuser.auth.AuthorizerEndpoint.Question;
import dev.kubeuser.base.internal.Json;
import dev.kubeuser.base.internal.Timed;
import dev.kubeuser.rbac.UserInfo;
import dev.kubeuser.request.RequestAttributes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The webhook authorizers of an AuthorizationConfiguration: a server of this JVM in their place, which asks the tests.
 * Only the API server has the token that it wants. Thread-safe.
 *
 * @see <a href="https://kubernetes.io/docs/reference/access-authn-authz/webhook/">Webhook Mode</a>
 */
public final class AuthorizerWebhooks implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(AuthorizerWebhooks.class.getName());

    private static final String PATH = "/authorizers/";
    private static final Pattern IN_ERROR = Pattern.compile("\"https://\\S+?" + PATH + "([-.a-z0-9]+)[?\"]");
    private static final int TOKEN_BYTES = 32;

    /** As many as the API server remembers. */
    private static final int MAX_DECISIONS = 8192;

    /** The users of the library's own questions about whether a policy is effective, whatever tests answer. */
    private static final String SENTINEL = "kubeuser-sentinel-";

    private final AuthorizationFile file;
    private final List<AuthorizationFile.Webhook> webhooks;
    private final @Nullable JsonServer server;
    private final String token = newToken();
    private final List<Answering> tests = new CopyOnWriteArrayList<>();
    private final Map<Asked, Decision> decisions = Collections.synchronizedMap(new Decisions());

    private AuthorizerWebhooks(
            AuthorizationFile file, List<AuthorizationFile.Webhook> webhooks, @Nullable JsonServer server) {
        this.file = file;
        this.webhooks = webhooks;
        this.server = server;
    }

    /**
     * The decision of a webhook authorizer, after which no later one of the chain was asked.
     *
     * @param authorizer its name in the chain
     * @param isAllowed yes or no
     * @param reason why
     */
    public record Decision(String authorizer, boolean isAllowed, String reason) {}

    /** Answers and their owner. */
    private record Answering(Object who, Function<Question, AuthorizerAnswer> answers) {}

    private record Asked(UserInfo user, RequestAttributes request) {}

    /** Forgets the oldest. */
    private static final class Decisions extends LinkedHashMap<Asked, Decision> {

        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Asked, Decision> eldest) {
            return size() > MAX_DECISIONS;
        }
    }

    private static String newToken() {
        byte[] random = new byte[TOKEN_BYTES];
        new SecureRandom().nextBytes(random);
        return HexFormat.of().formatHex(random);
    }

    /**
     * Serves all webhooks of a file.
     *
     * @param host the address to listen on
     */
    public static AuthorizerWebhooks serve(AuthorizationFile file, InetAddress host) {
        List<AuthorizationFile.Webhook> webhooks = file.webhooks();
        if (webhooks.isEmpty()) {
            return new AuthorizerWebhooks(file, webhooks, null);
        }
        try {
            JsonServer server = JsonServer.open(host, "kubeuser-authorizers");
            AuthorizerWebhooks served = new AuthorizerWebhooks(file, webhooks, server);
            webhooks.forEach(webhook ->
                    server.serve("POST", PATH + webhook.name(), exchange -> served.answer(exchange, webhook)));
            server.start();
            served.log();
            return served;
        } catch (IOException failure) {
            throw new UncheckedIOException(
                    "The webhooks of " + file + " cannot be served at " + host.getHostAddress(), failure);
        }
    }

    private void log() {
        String remembered = webhooks.stream()
                .filter(webhook -> !webhook.remembers().isEmpty())
                .map(webhook -> webhook.name() + " (" + webhook.remembers() + ")")
                .collect(Collectors.joining(", "));
        LOG.log(
                System.Logger.Level.INFO,
                "kubeuser: this JVM answers for the webhook authorizers in " + file + ": " + String.join(", ", names())
                        + (remembered.isEmpty()
                                ? ""
                                : ". As the file says, the API server remembers answers of " + remembered
                                        + ", and does not ask the same question meanwhile"));
    }

    /** The names of the webhook authorizers, in the order of the chain. */
    public List<String> names() {
        return webhooks.stream().map(AuthorizationFile.Webhook::name).toList();
    }

    /** The file that names them. */
    public AuthorizationFile file() {
        return file;
    }

    /**
     * Lets a test answer before those that answer already.
     *
     * @param who the one to remove
     * @param answers how it answers
     */
    public void add(Object who, Function<Question, AuthorizerAnswer> answers) {
        tests.add(0, new Answering(who, answers));
    }

    /** Ends the answers of a test. */
    public void remove(Object who) {
        tests.removeIf(test -> test.who() == who);
    }

    private void answer(HttpExchange exchange, AuthorizationFile.Webhook webhook) throws IOException {
        if (!isApiServer(exchange)) {
            exchange.sendResponseHeaders(HttpURLConnection.HTTP_UNAUTHORIZED, -1);
            return;
        }
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        JsonObject review = JsonParser.parseString(body).getAsJsonObject();
        AuthorizerAnswer answer = answer(webhook, Question.of(webhook.name(), review));
        Timed.pause(answer.delay());
        if (answer.verdict() == Verdict.ERROR) {
            JsonServer.answer(exchange, HttpURLConnection.HTTP_UNAVAILABLE, failed(answer));
        } else {
            JsonServer.answer(exchange, HttpURLConnection.HTTP_OK, answered(review, answer));
        }
    }

    private static JsonObject answered(JsonObject review, AuthorizerAnswer answer) {
        Map<String, ?> status = Map.of(
                "allowed", answer.verdict() == Verdict.ALLOW,
                "denied", answer.verdict() == Verdict.DENY,
                "reason", answer.reason());
        return Json.object(
                Map.of("apiVersion", review.get("apiVersion"), "kind", review.get("kind"), "status", status));
    }

    /** An API server's message about a failure. */
    private static JsonObject failed(AuthorizerAnswer answer) {
        return Json.object(Map.of(
                "apiVersion", "v1",
                "kind", "Status",
                "status", "Failure",
                "reason", "ServiceUnavailable",
                "message", answer.reason()));
    }

    private boolean isApiServer(HttpExchange exchange) {
        String given = Objects.requireNonNullElse(exchange.getRequestHeaders().getFirst("Authorization"), "");
        return MessageDigest.isEqual(
                given.getBytes(StandardCharsets.UTF_8), ("Bearer " + token).getBytes(StandardCharsets.UTF_8));
    }

    private AuthorizerAnswer answer(AuthorizationFile.Webhook webhook, Question question) {
        AuthorizerAnswer first = AuthorizerAnswer.noOpinion();
        if (question.user().name().startsWith(SENTINEL)) {
            return first;
        }
        for (Answering test : tests) {
            AuthorizerAnswer answer = of(test, question);
            if (first.verdict() == Verdict.NO_OPINION && first.delay().isZero()) {
                first = answer;
            }
        }
        note(webhook, question, first);
        return first;
    }

    /**
     * The API server caches answers and does not ask again, so the latest answer to a question is the one that it uses.
     */
    private void note(AuthorizationFile.Webhook webhook, Question question, AuthorizerAnswer answer) {
        Asked asked = new Asked(question.user(), question.request().attributes());
        Verdict verdict = answer.verdict();
        if (verdict == Verdict.ALLOW
                || verdict == Verdict.DENY
                || (verdict == Verdict.ERROR && webhook.deniesOnError())) {
            decisions.put(asked, new Decision(webhook.name(), verdict == Verdict.ALLOW, answer.reason()));
        } else {
            decisions.computeIfPresent(
                    asked, (same, former) -> former.authorizer().equals(webhook.name()) ? null : former);
        }
    }

    /** An exception of a test would end the connection, which the API server tries again. */
    private static AuthorizerAnswer of(Answering test, Question question) {
        try {
            return test.answers().apply(question);
        } catch (RuntimeException | Error failure) {
            LOG.log(System.Logger.Level.WARNING, "kubeuser: no answer to \"" + question + "\"", failure);
            return AuthorizerAnswer.error(String.valueOf(failure));
        }
    }

    /**
     * {@return what a webhook decided last about a request; empty if none of them did}
     *
     * @param user with all groups
     * @param request the request
     */
    public Optional<Decision> decision(UserInfo user, RequestAttributes request) {
        return Optional.ofNullable(decisions.get(new Asked(user, request)));
    }

    /**
     * {@return the name of the authorizer whose failure denied a request; empty if it cannot be determined}
     *
     * @param error the API server's message about the failure
     */
    public Optional<String> failed(String error) {
        Matcher called = IN_ERROR.matcher(error);
        if (called.find()) {
            return Optional.of(called.group(1));
        }
        List<String> denying = webhooks.stream()
                .filter(AuthorizationFile.Webhook::deniesOnError)
                .map(AuthorizationFile.Webhook::name)
                .toList();
        return denying.size() == 1 ? Optional.of(denying.get(0)) : Optional.empty();
    }

    /** How the API server reaches a webhook, with its credential. */
    public JsonObject kubeconfig(String name) {
        if (server == null) {
            throw new IllegalStateException("there is no webhook");
        }
        String authority =
                Base64.getEncoder().encodeToString(server.authorityPem().getBytes(StandardCharsets.US_ASCII));
        return JsonParser.parseString("""
                        {"apiVersion": "v1", "kind": "Config", "current-context": "webhook",
                         "clusters": [{"name": "webhook",
                                       "cluster": {"server": "%s", "certificate-authority-data": "%s"}}],
                         "users": [{"name": "webhook", "user": {"token": "%s"}}],
                         "contexts": [{"name": "webhook", "context": {"cluster": "webhook", "user": "webhook"}}]}
                        """.formatted(server.url(PATH + name), authority, token))
                .getAsJsonObject();
    }

    @Override
    public void close() {
        if (server != null) {
            server.close();
        }
    }

    /** The names. */
    @Override
    public String toString() {
        return "authorizers " + names();
    }
}
