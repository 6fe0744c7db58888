package dev.kubeuser.access;

import dev.kubeuser.access.internal.LastHeaders;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import okhttp3.HttpUrl;
import okhttp3.Response;
import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;

/** The API server's answer to one request. Answers are equal if request, code, headers and body are. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public class KubeResponse {

    private final String request;
    private final int code;
    private final Map<String, String> headers;
    private final String body;

    /**
     * Wraps an answer that did not come through a {@link KubeAccess}.
     *
     * @param request method and path, for example {@code GET /healthz}
     * @param code the HTTP status code
     * @param headers the headers by lower-case name; if one is repeated, its last value
     * @param body the body as text, empty if there was none
     */
    public KubeResponse(String request, int code, Map<String, String> headers, String body) {
        this.request = request;
        this.code = code;
        this.headers = Map.copyOf(headers);
        this.body = body;
    }

    static KubeResponse of(String request, Response response, String body) {
        return new KubeResponse(
                request, response.code(), LastHeaders.of(response.headers().toMultimap()), body);
    }

    static String pathOf(HttpUrl url) {
        String query = url.encodedQuery();
        return url.encodedPath() + (query == null ? "" : "?" + query);
    }

    /**
     * {@return method and path, for example {@code GET /healthz}}
     */
    public final String request() {
        return request;
    }

    /**
     * {@return the HTTP status code}
     */
    public final int code() {
        return code;
    }

    /**
     * {@return the headers by lower-case name; if one is repeated, its last value}
     */
    public final Map<String, String> headers() {
        return headers;
    }

    /**
     * {@return the body as text, empty if there was none}
     */
    public final String body() {
        return body;
    }

    /**
     * {@return the value of a header, or {@code null} if it is absent}
     *
     * @param name the header's name, in any case
     */
    public final @Nullable String header(String name) {
        return headers.get(name.toLowerCase(Locale.ROOT));
    }

    @Override
    public final boolean equals(@Nullable Object other) {
        return other instanceof KubeResponse that
                && request.equals(that.request)
                && code == that.code
                && headers.equals(that.headers)
                && body.equals(that.body);
    }

    @Override
    public final int hashCode() {
        return Objects.hash(request, code, headers, body);
    }

    /** Shows request, code and {@link #excerpt()}. */
    @Override
    public final String toString() {
        return request + " -> " + code + " " + excerpt();
    }

    /**
     * {@return the beginning of the body, for failure messages}
     */
    public final String excerpt() {
        String text = body.length() <= 500 ? body : body.substring(0, 500) + "...";
        return text.strip();
    }
}
