package dev.kubeuser.access;

import dev.kubeuser.access.internal.Impersonation;
import dev.kubeuser.access.internal.RequestListener;
import dev.kubeuser.access.internal.SentRequest;
import dev.kubeuser.rbac.UserInfo;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import okhttp3.HttpUrl;
import okhttp3.Interceptor;
import okhttp3.Request;
import okhttp3.Response;

/**
 * Gives each request to the API server an {@code Audit-ID}, unless the caller did, and tells a listener about it.
 *
 * @param server the API server; requests to other servers pass unchanged
 * @param user the user whose client it is
 * @param ids makes a new ID for each request
 * @param listener hears about each request
 * @see <a href="https://kubernetes.io/docs/tasks/debug/debug-cluster/audit/">Auditing</a>
 */
record AuditId(ApiServerUrl server, AuthInfo user, Supplier<String> ids, RequestListener listener)
        implements Interceptor {

    static final String HEADER = "Audit-ID";
    private static final System.Logger LOG = System.getLogger(AuditId.class.getName());
    private static final String EXTRA = "Impersonate-Extra-";
    private static final int FORBIDDEN = 403;

    /** The Status of a refusal is shorter. */
    private static final long PEEKED_BYTES = 64 * 1024;

    @Override
    public Response intercept(Chain chain) throws IOException {
        Request request = chain.request();
        if (!server.covers(request.url())) {
            return chain.proceed(request);
        }
        Request stamped = request.header(HEADER) != null
                ? request
                : request.newBuilder().header(HEADER, ids.get()).build();
        Instant time = Instant.now();
        Response response = chain.proceed(stamped);
        tell(stamped, time, response);
        return response;
    }

    /** The caller gets the answer whatever happens here: listeners are not the caller's concern. */
    private void tell(Request request, Instant time, Response response) {
        try {
            listener.sent(record(request, time, response));
        } catch (IOException | RuntimeException failure) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "kubeuser: the report may lack " + request.method() + " " + KubeResponse.pathOf(request.url())
                            + " as " + user.name() + ", which could not be recorded",
                    failure);
        }
    }

    private SentRequest record(Request request, Instant time, Response response) throws IOException {
        HttpUrl url = server.seenByServer(request.url());
        KubeResponse answer = answer(request.method() + " " + KubeResponse.pathOf(url), response);
        Optional<Impersonation> impersonation = impersonation(request);
        return new SentRequest(
                impersonation.map(Impersonation::impersonated).orElseGet(() -> info(user)),
                user instanceof AuthInfo.Impersonated ? null : impersonation.orElse(null),
                request.method(),
                url,
                time,
                Objects.requireNonNull(request.header(HEADER)),
                WrittenObject.isOf(request.method(), url) ? WrittenObject.json(request, response) : "",
                answer);
    }

    private static UserInfo info(AuthInfo user) {
        UserInfo anonymous = UserInfo.anonymous();
        return user.name().equals(anonymous.name())
                ? anonymous
                : UserInfo.user(user.name(), user.groups().toArray(String[]::new));
    }

    private Optional<Impersonation> impersonation(Request request) {
        return Optional.ofNullable(request.header("Impersonate-User"))
                .map(name -> new Impersonation(
                        info(user),
                        name,
                        request.headers("Impersonate-Group"),
                        Objects.requireNonNullElse(request.header("Impersonate-Uid"), ""),
                        extra(request)));
    }

    private static Map<String, List<String>> extra(Request request) {
        return request.headers().names().stream()
                .filter(name -> name.regionMatches(true, 0, EXTRA, 0, EXTRA.length()))
                .collect(Collectors.toMap(AuditId::key, request::headers));
    }

    /** Keys are lower-case, and percent-encoded where headers require it. */
    private static String key(String header) {
        return URLDecoder.decode(
                header.substring(EXTRA.length()).toLowerCase(Locale.ROOT).replace("+", "%2b"), StandardCharsets.UTF_8);
    }

    private static KubeResponse answer(String what, Response response) throws IOException {
        String body =
                response.code() == FORBIDDEN ? response.peekBody(PEEKED_BYTES).string() : "";
        return KubeResponse.of(what, response, body);
    }
}
