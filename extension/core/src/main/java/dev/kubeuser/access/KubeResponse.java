// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.access;

import dev.kubeuser.access.internal.ObservedRequest;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import okhttp3.HttpUrl;
import okhttp3.Response;
import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;

/**
 * The API server's answer to one request. Answers are equal if request, code, headers and body are.
 *
 * <p>Immutable and thread-safe.
 */
@API(status = API.Status.MAINTAINED, since = "0.1")
public final class KubeResponse {

    private final String request;
    private final int code;
    private final Map<String, List<String>> headers;
    private final String body;
    private final @Nullable ObservedRequest observed;

    private KubeResponse(
            String request,
            int code,
            Map<String, List<String>> headers,
            String body,
            @Nullable ObservedRequest observed) {
        this.request = request;
        this.code = code;
        this.headers = headers;
        this.body = body;
        this.observed = observed;
    }

    /**
     * {@return an answer that did not come through a {@link KubeAccess}, such as one that a {@link ClientLibrary} finds
     * in an exception}
     *
     * @param request method and path, for example {@code GET /healthz}
     * @param code the HTTP status code
     * @param headers the values of each header, in any case
     * @param body the body as text, empty if there was none
     */
    public static KubeResponse of(String request, int code, Map<String, List<String>> headers, String body) {
        Map<String, List<String>> byName = new LinkedHashMap<>();
        headers.forEach((name, values) -> byName.put(name.toLowerCase(Locale.ROOT), List.copyOf(values)));
        return new KubeResponse(request, code, Collections.unmodifiableMap(byName), body, null);
    }

    static KubeResponse of(String request, Response response, String body) {
        return of(request, response.code(), response.headers().toMultimap(), body);
    }

    static String pathOf(HttpUrl url) {
        String query = url.encodedQuery();
        return url.encodedPath() + (query == null ? "" : "?" + query);
    }

    /** {@return method and path, for example {@code GET /healthz}} */
    public String request() {
        return request;
    }

    /** {@return the HTTP status code} */
    public int code() {
        return code;
    }

    /** {@return the values of each header, by its name in lower case} */
    public Map<String, List<String>> headers() {
        return headers;
    }

    /** {@return the body as text, empty if there was none} */
    public String body() {
        return body;
    }

    /**
     * {@return the last value of a header, or {@code null} if it is absent}
     *
     * @param name the header's name, in any case
     */
    public @Nullable String header(String name) {
        List<String> values = headers.getOrDefault(name.toLowerCase(Locale.ROOT), List.of());
        return values.isEmpty() ? null : values.get(values.size() - 1);
    }

    /**
     * {@return the same answer, for those who heard the request}
     *
     * @param heard who did
     */
    @API(status = API.Status.INTERNAL)
    public KubeResponse observedBy(ObservedRequest heard) {
        return new KubeResponse(request, code, headers, body, heard);
    }

    /** {@return the listener that observed the request; empty if none did} */
    @API(status = API.Status.INTERNAL)
    public Optional<ObservedRequest> observed() {
        return Optional.ofNullable(observed);
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

    /** Shows request, code and {@link #excerpt()}. */
    @Override
    public String toString() {
        return request + " -> " + code + " " + excerpt();
    }

    /** {@return the beginning of the body, for failure messages} */
    @API(status = API.Status.INTERNAL)
    public String excerpt() {
        String text = body.length() <= 500 ? body : body.substring(0, 500) + "...";
        return text.strip();
    }
}
