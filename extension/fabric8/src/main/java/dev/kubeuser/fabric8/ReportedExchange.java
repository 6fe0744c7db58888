// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.fabric8;

import dev.kubeuser.access.ClientRequest;
import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.HttpResponse;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A request whose answer is reported once: with its head, or with its body where that is recorded. Thread-safe. */
final class ReportedExchange {

    /** The Status of a refusal is much shorter, and so are roles. */
    private static final int MAX_BYTES = 1024 * 1024;

    private final ClientRequest request;
    private final Runnable whenReported;
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private @Nullable HttpResponse<?> head;
    private boolean isReported;

    ReportedExchange(ClientRequest request, Runnable whenReported) {
        this.request = request;
        this.whenReported = whenReported;
    }

    /** Takes the head of the answer. The refusal of a web socket comes without a body. */
    synchronized void answered(HttpResponse<?> response) {
        head = response;
        if (request.wantsBody(response.code()) && response.body() instanceof AsyncBody receiving) {
            reportIfComplete(response);
            var unused = receiving.done().whenComplete((done, failure) -> report(response));
        } else {
            report(response);
        }
    }

    /**
     * Takes a part of the body, before the client gets it. The last part completes what is reported: then the test
     * still waits for it.
     */
    synchronized void received(List<ByteBuffer> part) {
        if (isReported || body.size() > MAX_BYTES) {
            return;
        }
        for (ByteBuffer buffer : part) {
            byte[] bytes = new byte[buffer.remaining()];
            buffer.duplicate().get(bytes);
            body.writeBytes(bytes);
        }
        HttpResponse<?> response = head;
        if (response != null) {
            reportIfComplete(response);
        }
    }

    private void reportIfComplete(HttpResponse<?> response) {
        String length = response.header("Content-Length");
        if (length != null && length.equals(String.valueOf(body.size()))) {
            report(response);
        }
    }

    private synchronized void report(HttpResponse<?> response) {
        if (!isReported) {
            isReported = true;
            request.answered(response.code(), response.headers(), body.toString(StandardCharsets.UTF_8));
            body.reset();
            whenReported.run();
        }
    }
}
