// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.cluster.internal;

import java.io.IOException;
import java.util.List;
import okhttp3.Headers;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;

/**
 * Authenticates requests to the API server by headers. No other server gets them, even if a test or a redirect by the
 * API server sends the client there.
 *
 * @param server the only server that gets the headers
 * @param headers what to send; made for each request, so that no client holds a secret as text
 */
public record AuthHeaders(Endpoint server, Source headers) {

    /** Makes the headers for a request. */
    @FunctionalInterface
    public interface Source {

        /** {@return the headers} */
        Headers get() throws IOException;
    }

    /** {@return the header that presents a token} */
    public static Headers bearer(String token) {
        return Headers.of("Authorization", "Bearer " + token);
    }

    /** The first interceptor sees each request once, web sockets included; the second sees each redirect of it. */
    public OkHttpClient.Builder addTo(OkHttpClient.Builder client) {
        return client.addInterceptor(this::add).addNetworkInterceptor(this::remove);
    }

    private Response add(Interceptor.Chain chain) throws IOException {
        Request request = chain.request();
        if (!server.covers(request.url())) {
            return chain.proceed(request);
        }
        Headers.Builder all = request.headers().newBuilder();
        Headers.Builder sent = new Headers.Builder().addAll(sent(request));
        Headers added = headers.get();
        added.names().forEach(all::removeAll);
        for (int i = 0; i < added.size(); i++) {
            all.addUnsafeNonAscii(added.name(i), added.value(i));
            sent.addUnsafeNonAscii(added.name(i), added.value(i));
        }
        return chain.proceed(request.newBuilder()
                .headers(all.build())
                .tag(Sent.class, new Sent(sent.build()))
                .build());
    }

    /** Removes only what was added: other headers of that name are the caller's. */
    private Response remove(Interceptor.Chain chain) throws IOException {
        Request request = chain.request();
        if (server.covers(request.url())) {
            return chain.proceed(request);
        }
        Headers.Builder stripped = request.headers().newBuilder();
        Headers sent = sent(request);
        for (String name : sent.names()) {
            List<String> kept = request.headers(name).stream()
                    .filter(value -> !sent.values(name).contains(value))
                    .toList();
            stripped.removeAll(name);
            kept.forEach(value -> stripped.addUnsafeNonAscii(name, value));
        }
        return chain.proceed(request.newBuilder().headers(stripped.build()).build());
    }

    private static Headers sent(Request request) {
        Sent sent = request.tag(Sent.class);
        return sent == null ? Headers.EMPTY : sent.headers();
    }

    /**
     * The headers that were added to a request. They stay with each redirect, while a credential may be renewed in
     * between.
     */
    private record Sent(Headers headers) {}
}
