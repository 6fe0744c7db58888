package dev.kubeuser.access;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import okhttp3.HttpUrl;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * What the API server answered to one request.
 *
 * @param request method and path, for example {@code GET /healthz}
 * @param code the HTTP status code
 * @param headers the headers by lower-case name; the last value where one is repeated
 * @param body the body as text, empty if there was none
 */
public record KubeResponse(String request, int code, Map<String, String> headers, String body) {

    static KubeResponse of(String request, Response response, String body) {
        Map<String, String> headers = new LinkedHashMap<>();
        response.headers()
                .forEach(header -> headers.put(header.getFirst().toLowerCase(Locale.ROOT), header.getSecond()));
        return new KubeResponse(request, response.code(), Map.copyOf(headers), body);
    }

    static String pathOf(HttpUrl url) {
        String query = url.encodedQuery();
        return url.encodedPath() + (query == null ? "" : "?" + query);
    }

    /**
     * {@return its value, or {@code null} if it is absent}
     *
     * @param name of the header, in any case
     */
    public @Nullable String header(String name) {
        return headers.get(name.toLowerCase(Locale.ROOT));
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
