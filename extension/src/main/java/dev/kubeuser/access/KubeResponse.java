package dev.kubeuser.access;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import okhttp3.HttpUrl;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/** What the API server answered to one request. Equal to another answer with the same request, code, headers and body. */
public final class KubeResponse {

    private static final int FIRST_ERROR = 400;
    private static final Set<Integer> ERRORS_BEHIND_AUTHORIZATION = Set.of(400, 404, 405, 406, 409, 410, 413, 415, 422);

    private final String request;
    private final int code;
    private final Map<String, String> headers;
    private final String body;
    private final RequestListener listener;

    /**
     * An answer that came by other ways than a {@link KubeAccess}.
     *
     * @param request method and path, for example {@code GET /healthz}
     * @param code the HTTP status code
     * @param headers the headers by lower-case name; the last value where one is repeated
     * @param body the body as text, empty if there was none
     */
    public KubeResponse(String request, int code, Map<String, String> headers, String body) {
        this(request, code, headers, body, unheard -> {});
    }

    private KubeResponse(String request, int code, Map<String, String> headers, String body, RequestListener listener) {
        this.request = request;
        this.code = code;
        this.headers = Map.copyOf(headers);
        this.body = body;
        this.listener = listener;
    }

    static KubeResponse of(String request, Response response, String body, RequestListener listener) {
        Map<String, String> headers = new LinkedHashMap<>();
        response.headers()
                .forEach(header -> headers.put(header.getFirst().toLowerCase(Locale.ROOT), header.getSecond()));
        return new KubeResponse(request, response.code(), headers, body, listener);
    }

    KubeResponse heardBy(RequestListener other) {
        return new KubeResponse(request, code, headers, body, other);
    }

    static String pathOf(HttpUrl url) {
        String query = url.encodedQuery();
        return url.encodedPath() + (query == null ? "" : "?" + query);
    }

    /**
     * {@return method and path, for example {@code GET /healthz}}
     */
    public String request() {
        return request;
    }

    /**
     * {@return the HTTP status code}
     */
    public int code() {
        return code;
    }

    /**
     * {@return the headers by lower-case name; the last value where one is repeated}
     */
    public Map<String, String> headers() {
        return headers;
    }

    /**
     * {@return the body as text, empty if there was none}
     */
    public String body() {
        return body;
    }

    /**
     * {@return its value, or {@code null} if it is absent}
     *
     * @param name of the header, in any case
     */
    public @Nullable String header(String name) {
        return headers.get(name.toLowerCase(Locale.ROOT));
    }

    /**
     * {@return whether only a request that has been authorized is answered so: a success, or an error that comes after authorization, such as 404, 409 or 422}
     *
     * @param code an HTTP status code; 403 is none of them, though admission gives it after authorization as well
     */
    public static boolean isBehindAuthorization(int code) {
        return code < FIRST_ERROR || ERRORS_BEHIND_AUTHORIZATION.contains(code);
    }

    /**
     * Tells those who listen to requests what a test demands of this one. Assertions on answers do so; a test has no need
     * to.
     *
     * @param demand what the test would fail without
     */
    public void demand(Demand demand) {
        String auditId = header(AuditId.HEADER);
        if (auditId != null) {
            listener.demanded(auditId, demand);
        }
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof KubeResponse that
                && request.equals(that.request)
                && code == that.code
                && headers.equals(that.headers)
                && body.equals(that.body);
    }

    @Override
    public int hashCode() {
        return Objects.hash(request, code, headers, body);
    }

    /** Request, code and body, the body cut where it is long: fit for a failure message. */
    @Override
    public String toString() {
        return request + " -> " + code + " " + excerpt();
    }

    /**
     * {@return the beginning of the body, fit for a failure message}
     */
    public String excerpt() {
        String text = body.length() <= 500 ? body : body.substring(0, 500) + "...";
        return text.strip();
    }
}
