// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.base.internal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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
}
