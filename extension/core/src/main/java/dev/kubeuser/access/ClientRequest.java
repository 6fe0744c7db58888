package dev.kubeuser.access;

import dev.kubeuser.access.internal.AssertedRefusals;
import dev.kubeuser.access.internal.Impersonation;
import dev.kubeuser.access.internal.RequestListener;
import dev.kubeuser.access.internal.SentRequest;
import dev.kubeuser.rbac.Subject;
import dev.kubeuser.rbac.UserInfo;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import okhttp3.Headers;
import okhttp3.HttpUrl;
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
    private static final int FORBIDDEN = 403;
    private static final int FIRST_SUCCESS = 200;
    private static final int FIRST_REDIRECT = 300;

    private final AuthInfo user;
    private final ApiServerUrl server;
    private final RequestListener listener;
    private final String method;
    private final HttpUrl url;
    private final Headers headers;
    private final Headers added;
    private final Supplier<String> body;
    private final boolean isOwnReview;
    private final boolean isForServer;
    private final Thread thread = Thread.currentThread();
    private final Instant time = Instant.now();
    private final boolean isAssertedToBeRefused = AssertedRefusals.isRunning();

    /**
     * @param headers all headers
     * @param added those that the client has yet to add
     * @param ids makes the {@code Audit-ID}, unless the headers have one
     * @param isOwnReview whether it is an assertion's access review
     */
    ClientRequest(
            AuthInfo user,
            ApiServerUrl server,
            RequestListener listener,
            String method,
            HttpUrl url,
            Headers headers,
            Headers added,
            Supplier<String> ids,
            Supplier<String> body,
            boolean isOwnReview) {
        String auditId = Objects.requireNonNullElseGet(headers.get(AUDIT_ID), ids);
        this.user = user;
        this.server = server;
        this.listener = listener;
        this.method = method;
        this.url = url;
        this.headers = headers.newBuilder().set(AUDIT_ID, auditId).build();
        this.added = added.newBuilder().set(AUDIT_ID, auditId).build();
        this.body = body;
        this.isOwnReview = isOwnReview;
        this.isForServer = server.covers(url);
        if (isForServer && !isOwnReview) {
            listener.begun(auditId);
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

    /**
     * {@return its {@code Audit-ID}}
     */
    public String auditId() {
        return Objects.requireNonNull(headers.get(AUDIT_ID));
    }

    private boolean writesPolicy() {
        return WrittenObject.isOf(method, server.seenByServer(url));
    }

    private boolean isReview() {
        return !isOwnReview && WrittenObject.isReview(method, server.seenByServer(url));
    }

    /**
     * {@return whether the answer's body is recorded. It is if the body says who refused, if it is an object that the
     * API server checks a second time, such as a role, or if it is an access review}
     *
     * @param code the HTTP status code of the answer
     */
    public boolean wantsBody(int code) {
        return isForServer && (code == FORBIDDEN || (isSuccess(code) && (writesPolicy() || isReview())));
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
        HttpUrl seen = server.seenByServer(url);
        tell(
                KubeResponse.of(method + " " + KubeResponse.pathOf(seen), code, headers, code == FORBIDDEN ? body : ""),
                body);
    }

    /** The caller gets the answer whatever happens here: listeners are not the caller's concern. */
    private void tell(KubeResponse answer, String body) {
        try {
            listener.sent(record(answer, body));
            if (answer.code() == FORBIDDEN && isAssertedToBeRefused) {
                listener.probed(auditId());
            }
        } catch (RuntimeException failure) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "kubeuser: the report may lack " + answer.request() + " as " + Subject.textOf(user.name())
                            + ", which could not be recorded",
                    failure);
        }
    }

    private SentRequest record(KubeResponse answer, String received) {
        Optional<Impersonation> impersonation = impersonation();
        return new SentRequest(
                impersonation.map(Impersonation::impersonated).orElseGet(this::info),
                user instanceof AuthInfo.Impersonated other && other.isByAdministrator()
                        ? null
                        : impersonation.orElse(null),
                method,
                server.seenByServer(url),
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
        if (isReview()) {
            return isSuccess(code) ? "[" + body.get() + ", " + received + "]" : "";
        }
        if (!writesPolicy()) {
            return WrittenObject.isWritten(method) ? WrittenObject.owners(body) : "";
        }
        return isSuccess(code) ? received : body.get();
    }

    private UserInfo info() {
        return info(user);
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
                        user instanceof AuthInfo.Impersonated other ? info(other.impersonator()) : info(),
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
        return method + " " + KubeResponse.pathOf(url) + " as " + Subject.textOf(user.name());
    }
}
