// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.kubeuser.KubeAdmin;
import dev.kubeuser.access.KubeAccess;
import java.io.IOException;
import java.io.InterruptedIOException;
import okhttp3.ConnectionPool;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class InterruptTest {

    @AfterEach
    void clear() {
        Thread.interrupted();
    }

    /** OkHttp throws an InterruptedException that no caller can expect. */
    @Test
    void an_interrupt_while_connecting_is_an_IOException(@KubeAdmin KubeAccess admin) {
        OkHttpClient unconnected = admin.httpClient()
                .newBuilder()
                .connectionPool(new ConnectionPool())
                .build();
        Request request = new Request.Builder().url(admin.url("/healthz")).build();

        Thread.currentThread().interrupt();

        assertThatExceptionOfType(InterruptedIOException.class)
                .isThrownBy(() -> unconnected.newCall(request).execute().close())
                .withMessage("GET /healthz was interrupted");
        assertThat(Thread.currentThread().isInterrupted()).isTrue();
    }

    /** Over a connection that is open, it is an IOException of OkHttp's, which could as well be the server's fault. */
    @Test
    void an_interrupt_says_nothing_of_the_server(@KubeAdmin KubeAccess admin) throws IOException {
        Request request = new Request.Builder().url(admin.url("/healthz")).build();
        admin.httpClient().newCall(request).execute().close();

        Thread.currentThread().interrupt();

        assertThatExceptionOfType(InterruptedIOException.class)
                .isThrownBy(() -> admin.httpClient().newCall(request).execute().close())
                .withMessage("GET /healthz was interrupted");
        assertThat(admin.cluster().failure()).isEmpty();
        assertThat(Thread.interrupted()).isTrue();
        assertThat(admin.get("/healthz").code()).isEqualTo(200);
    }
}
