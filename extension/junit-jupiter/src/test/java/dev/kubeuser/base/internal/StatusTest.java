// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.base.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kubeuser.cluster.internal.ApiRequests;
import dev.kubeuser.kinds.RunsOnce;
import io.kubernetes.client.openapi.ApiException;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@RunsOnce
class StatusTest {

    private static final String FORBIDDEN = """
            {"kind": "Status", "reason": "Forbidden", "message": "secrets is forbidden", "details": {"kind": "secrets"}}""";

    @Test
    void readsReasonMessageAndDetails() {
        assertThat(Status.parse(FORBIDDEN))
                .contains(new Status("Forbidden", "secrets is forbidden", "{\"kind\":\"secrets\"}"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "null", "no route", "[]", "{\"kind\": \"Pod\"}", "{\"kind\": null}", "{"})
    void anyOtherBodyIsNotAStatus(String body) {
        assertThat(Status.parse(body)).isEmpty();
        assertThat(Status.messageIn(body)).isEqualTo(body);
    }

    @Test
    void namesCodeAndMessageOfARefusal() {
        assertThat(ApiRequests.describe(new ApiException(403, Map.of(), FORBIDDEN)))
                .isEqualTo("403: secrets is forbidden");
        assertThat(ApiRequests.describe(new ApiException(502, Map.of(), " bad gateway\n")))
                .isEqualTo("502: bad gateway");
    }

    @Test
    void namesTheFailureIfNoAnswerCame() {
        assertThat(ApiRequests.describe(new ApiException(new IOException("connection reset"))))
                .isEqualTo("java.io.IOException: connection reset");
    }
}
