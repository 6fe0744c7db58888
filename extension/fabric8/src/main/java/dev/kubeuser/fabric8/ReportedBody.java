// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.fabric8;

import io.fabric8.kubernetes.client.http.AsyncBody;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * Receives an answer's body before the client does.
 *
 * @param exchange the request and its answer
 * @param client what receives the body then
 */
record ReportedBody(ReportedExchange exchange, AsyncBody.Consumer<List<ByteBuffer>> client)
        implements AsyncBody.Consumer<List<ByteBuffer>> {

    @Override
    public void consume(List<ByteBuffer> part, AsyncBody body) throws Exception {
        exchange.received(part);
        client.consume(part, body);
    }

    /** Other interceptors look for their own consumers. */
    @Override
    public <U> U unwrap(Class<U> target) {
        return target.isInstance(this) ? target.cast(this) : client.unwrap(target);
    }
}
