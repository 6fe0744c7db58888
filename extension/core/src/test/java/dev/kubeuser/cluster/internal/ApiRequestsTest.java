// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.cluster.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.kubernetes.client.openapi.ApiException;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ApiRequestsTest {

    private static final String FORBIDDEN = """
            {"kind": "Status", "reason": "Forbidden", "message": "secrets is forbidden", "details": {"kind": "secrets"}}""";

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
