// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.fabric8;

import dev.kubeuser.access.ClientConfig;
import dev.kubeuser.access.ClientRequest;
import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.BasicBuilder;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.fabric8.kubernetes.client.http.Interceptor;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Stamps each request and each opening of a web socket with an {@code Audit-ID}, and reports its answer. Thread-safe.
 */
final class RequestReport implements Interceptor {

    /** The name of the interceptor; there is one of a name. */
    static final String NAME = "KUBEUSER";

    private static final String AUDIT_ID = "Audit-ID";
    private static final int FIRST_ERROR = 400;

    private final ClientConfig user;
    private final Map<String, ReportedExchange> unanswered = new ConcurrentHashMap<>();

    RequestReport(ClientConfig user) {
        this.user = user;
    }

    @Override
    public void before(BasicBuilder builder, HttpRequest request, RequestTags tags) {
        ClientRequest begun = user.begin(
                request.method(),
                request.uri(),
                request.headers(),
                () -> Objects.requireNonNullElse(request.bodyString(), ""));
        Map<String, List<String>> headers = begun.headers();
        headers.forEach((name, values) -> {
            builder.setHeader(name, values.get(0));
            values.subList(1, values.size()).forEach(value -> builder.header(name, value));
        });
        if (!headers.isEmpty()) {
            unanswered.put(begun.auditId(), new ReportedExchange(begun, () -> unanswered.remove(begun.auditId())));
        }
    }

    @Override
    public AsyncBody.Consumer<List<ByteBuffer>> consumer(
            AsyncBody.Consumer<List<ByteBuffer>> consumer, HttpRequest request) {
        return exchange(request)
                .<AsyncBody.Consumer<List<ByteBuffer>>>map(exchange -> new ReportedBody(exchange, consumer))
                .orElse(consumer);
    }

    /** An error may have been answered by a new request with another token, so {@link #afterFailure} reports errors. */
    @Override
    public void after(
            HttpRequest request, HttpResponse<?> response, AsyncBody.@Nullable Consumer<List<ByteBuffer>> consumer) {
        if (response.code() < FIRST_ERROR) {
            exchange(request).ifPresent(exchange -> exchange.answered(response));
        }
    }

    @Override
    public CompletableFuture<Boolean> afterFailure(BasicBuilder builder, HttpResponse<?> response, RequestTags tags) {
        if (response.code() >= FIRST_ERROR) {
            exchange(response.request()).ifPresent(exchange -> exchange.answered(response));
        }
        return CompletableFuture.completedFuture(false);
    }

    private Optional<ReportedExchange> exchange(HttpRequest request) {
        return Optional.ofNullable(request.header(AUDIT_ID)).map(unanswered::get);
    }
}
