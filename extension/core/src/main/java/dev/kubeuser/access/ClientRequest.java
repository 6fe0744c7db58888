// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.access;

import com.google.gson.JsonElement;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import dev.kubeuser.access.internal.Impersonation;
import dev.kubeuser.access.internal.RequestListener;
import dev.kubeuser.access.internal.RequestListener.SentRequest;
import dev.kubeuser.access.internal.RequestListener.SentRequest.OwnReview;
import dev.kubeuser.base.internal.Json;
import dev.kubeuser.cluster.internal.Endpoint;
import dev.kubeuser.rbac.Subject;
import dev.kubeuser.rbac.UserInfo;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import okhttp3.Headers;
import okhttp3.HttpUrl;
import okhttp3.Interceptor;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okio.Buffer;
import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;

/**
 * A request that a client sends as a user. Its {@code Audit-ID} identifies it in the API server's audit log. It belongs
 * to the test of the thread that began it. Thread-safe.
 *
 * @see ClientConfig#begin
 * @see <a href="https://kubernetes.io/docs/tasks/debug/debug-cluster/audit/">Auditing</a>
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class ClientRequest {

    static final String AUDIT_ID = "Audit-ID";
    private static final System.Logger LOG = System.getLogger(ClientRequest.class.getName());
    private static final String EXTRA = "Impersonate-Extra-";
    private static final String OWNERS = "ownerReferences";
    private static final int FORBIDDEN = 403;
    private static final int FIRST_SUCCESS = 200;
    private static final int FIRST_REDIRECT = 300;

    private final Sender sender;
    private final String method;
    private final HttpUrl url;
    private final Headers headers;
    private final Headers added;
    private final Supplier<String> body;
    private final boolean isOwnReview;
    private final boolean isForServer;
    private final Content content;
    private final Thread thread = Thread.currentThread();
    private final Instant time = Instant.now();

    /**
     * @param headers all headers
     * @param added those that the client has yet to add
     * @param isOwnReview whether it is an assertion's access review
     */
    ClientRequest(
            Sender sender,
            String method,
            HttpUrl url,
            Headers headers,
            Headers added,
            Supplier<String> body,
            boolean isOwnReview) {
        String auditId = Objects.requireNonNullElseGet(headers.get(AUDIT_ID), sender.ids());
        this.sender = sender;
        this.method = method;
        this.url = url;
        this.headers = headers.newBuilder().set(AUDIT_ID, auditId).build();
        this.added = added.newBuilder().set(AUDIT_ID, auditId).build();
        this.body = body;
        this.isOwnReview = isOwnReview;
        this.isForServer = sender.server().covers(url);
        this.content = isForServer && !isOwnReview ? Content.of(method, seenByServer()) : Content.NOTHING;
        if (isForServer && !isOwnReview) {
            sender.listener().begun(auditId);
        }
    }

    /**
     * {@return the headers to add to the request, where they replace those of the same name: {@code Audit-ID} and, for
     * an impersonated user, {@code Impersonate-User} and {@code Impersonate-Group}; none if the request goes to another
     * server}
     */
    public Map<String, List<String>> headers() {
        Map<String, List<String>> all = new LinkedHashMap<>();
        if (isForServer) {
            added.names().forEach(name -> all.put(name, added.values(name)));
        }
        return all;
    }

    /** {@return its {@code Audit-ID}} */
    public String auditId() {
        return Objects.requireNonNull(headers.get(AUDIT_ID));
    }

    private HttpUrl seenByServer() {
        return sender.server().seenByServer(url);
    }

    /**
     * {@return whether the answer's body is recorded. It is if the body says who refused, if it is an object that the
     * API server checks a second time, such as a role, or if it is an access review}
     *
     * @param code the HTTP status code of the answer
     */
    public boolean wantsBody(int code) {
        return isForServer && (code == FORBIDDEN || (isSuccess(code) && content.isOfAnswer));
    }

    private static boolean isSuccess(int code) {
        return code >= FIRST_SUCCESS && code < FIRST_REDIRECT;
    }

    /**
     * Reports the answer, before the test gets it. If the request got none, nothing is reported. Never fails.
     *
     * @param code the HTTP status code; 101 for a web socket that opened
     * @param headers the headers
     * @param body the body as text, empty unless {@link #wantsBody}
     */
    public void answered(int code, Map<String, List<String>> headers, String body) {
        if (!isForServer) {
            return;
        }
        String request = method + " " + KubeResponse.pathOf(seenByServer());
        report(KubeResponse.of(request, code, headers, code == FORBIDDEN ? body : ""), body);
    }

    /** The caller gets the answer whatever happens here: listeners are not the caller's concern. */
    private void report(KubeResponse answer, String body) {
        try {
            sender.listener().sent(record(answer, body));
        } catch (RuntimeException failure) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "kubeuser: the report may lack " + answer.request() + " as "
                            + Subject.textOf(sender.user().name()) + ", which could not be recorded",
                    failure);
        }
    }

    private SentRequest record(KubeResponse answer, String received) {
        Optional<Impersonation> impersonation = impersonation();
        return new SentRequest(
                impersonation.map(Impersonation::impersonated).orElseGet(() -> info(sender.user())),
                sender.user() instanceof AuthInfo.Impersonated other && other.isByAdministrator()
                        ? null
                        : impersonation.orElse(null),
                method,
                seenByServer(),
                thread,
                time,
                auditId(),
                written(answer.code(), received),
                answer,
                isOwnReview);
    }

    /**
     * As the server returns it or, if it does not, as it was sent. A review as both, because the answer to a
     * SelfSubjectRulesReview lacks the namespace.
     */
    private String written(int code, String received) {
        return switch (content) {
            case REVIEW -> isSuccess(code) ? "[" + body.get() + ", " + received + "]" : "";
            case POLICY -> isSuccess(code) ? received : body.get();
            case OWNERS -> owners();
            case NOTHING -> "";
        };
    }

    /** The owner references of an object in JSON, and nothing else of it; empty if that cannot be read, or has none. */
    private String owners() {
        try {
            String sent = body.get();
            return sent.contains(OWNERS) ? owners(JsonParser.parseString(sent)) : "";
        } catch (JsonParseException | UncheckedIOException unreadable) {
            return "";
        }
    }

    private static String owners(JsonElement sent) {
        List<JsonElement> owners = Json.list(Json.object(sent, "metadata"), OWNERS);
        return Json.object(Map.of("metadata", Map.of(OWNERS, owners))).toString();
    }

    private static UserInfo info(AuthInfo user) {
        UserInfo anonymous = UserInfo.anonymous();
        return user.name().equals(anonymous.name())
                ? anonymous
                : UserInfo.user(user.name(), user.groups().toArray(String[]::new));
    }

    private Optional<Impersonation> impersonation() {
        return header("Impersonate-User")
                .map(name -> new Impersonation(
                        info(
                                sender.user() instanceof AuthInfo.Impersonated other
                                        ? other.impersonator()
                                        : sender.user()),
                        name,
                        headers.values("Impersonate-Group"),
                        header("Impersonate-Uid").orElse(""),
                        extra()));
    }

    private Optional<String> header(String name) {
        @Nullable String value = headers.get(name);
        return Optional.ofNullable(value);
    }

    private Map<String, List<String>> extra() {
        return headers.names().stream()
                .filter(name -> name.regionMatches(true, 0, EXTRA, 0, EXTRA.length()))
                .collect(Collectors.toMap(ClientRequest::key, headers::values));
    }

    /** Keys are lower-case, and percent-encoded where headers require it. */
    private static String key(String header) {
        return URLDecoder.decode(
                header.substring(EXTRA.length()).toLowerCase(Locale.ROOT).replace("+", "%2b"), StandardCharsets.UTF_8);
    }

    /** Shows method, path and user. */
    @Override
    public String toString() {
        return method + " " + KubeResponse.pathOf(url) + " as "
                + Subject.textOf(sender.user().name());
    }

    /**
     * The clients of a user: they give each request to the API server an {@code Audit-ID}, unless the caller did, and
     * report it to a listener.
     *
     * @param server the API server; requests to other servers pass unchanged
     * @param user the user
     * @param ids makes a new ID for each request
     * @param listener hears about each request
     */
    record Sender(Endpoint server, AuthInfo user, Supplier<String> ids, RequestListener listener)
            implements Interceptor {

        /** The Status of a refusal is much shorter. */
        private static final long PEEKED_BYTES = 1024 * 1024;

        private static final long LONGEST_BYTES = 1024 * 1024;

        @Override
        public Response intercept(Chain chain) throws IOException {
            Request request = chain.request();
            if (!server.covers(request.url())) {
                return chain.proceed(request);
            }
            ClientRequest sent = new ClientRequest(
                    this,
                    request.method(),
                    request.url(),
                    request.headers(),
                    Headers.EMPTY,
                    () -> bodyOf(request),
                    request.tag(OwnReview.class) != null);
            Response response = chain.proceed(
                    request.newBuilder().header(AUDIT_ID, sent.auditId()).build());
            sent.answered(response.code(), response.headers().toMultimap(), bodyOf(response, sent));
            return response;
        }

        /** As it was sent; empty if it cannot be read twice. */
        private static String bodyOf(Request request) {
            RequestBody sent = request.body();
            try {
                if (sent == null
                        || sent.isOneShot()
                        || sent.isDuplex()
                        || sent.contentLength() < 0
                        || sent.contentLength() >= LONGEST_BYTES) {
                    return "";
                }
                Buffer buffer = new Buffer();
                sent.writeTo(buffer);
                return buffer.readUtf8();
            } catch (IOException unreadable) {
                throw new UncheckedIOException("The body of a request could not be read twice", unreadable);
            }
        }

        /** The caller gets the answer, whether or not its body can be recorded. */
        private static String bodyOf(Response response, ClientRequest sent) {
            try {
                return sent.wantsBody(response.code())
                        ? response.peekBody(PEEKED_BYTES).string()
                        : "";
            } catch (IOException | RuntimeException failure) {
                LOG.log(
                        System.Logger.Level.WARNING,
                        "kubeuser: the report may lack what was answered to " + sent + ", which could not be recorded",
                        failure);
                return "";
            }
        }
    }

    /** The recorded part of the object that a request writes. None of it holds a secret. */
    private enum Content {
        /** The object: the API server's additional checks depend on a role, a binding, a request for a certificate. */
        POLICY(true),
        /** Question and answer: a client relies on an access review. */
        REVIEW(true),
        /** The owner references of another object. */
        OWNERS(false),
        /** The request writes none. */
        NOTHING(false);

        private static final Set<String> GROUPS = Set.of("rbac.authorization.k8s.io", "certificates.k8s.io");
        private static final String ADMISSION = "admissionregistration.k8s.io";
        private static final String POLICIES = "admissionpolic";
        private static final String REVIEWS = "authorization.k8s.io";
        private static final Set<String> WRITING = Set.of("POST", "PUT", "PATCH");

        private final boolean isOfAnswer;

        Content(boolean isOfAnswer) {
            this.isOfAnswer = isOfAnswer;
        }

        static Content of(String method, HttpUrl seenByServer) {
            if (!WRITING.contains(method)) {
                return NOTHING;
            }
            List<String> path = seenByServer.pathSegments();
            String group = path.size() > 2 && path.get(0).equals("apis") ? path.get(1) : "";
            boolean isOfAdmission =
                    group.equals(ADMISSION) && path.size() > 3 && path.get(3).contains(POLICIES);
            if (isOfAdmission || GROUPS.contains(group)) {
                return POLICY;
            }
            return method.equals("POST") && group.equals(REVIEWS) ? REVIEW : OWNERS;
        }
    }
}
