package dev.kubeuser.samples.rbac;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.gson.JsonParser;
import io.kubernetes.client.openapi.ApiException;
import org.assertj.core.api.AbstractStringAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** What the server answers to who may not. */
final class Refusals {

    private Refusals() {}

    /** Goes on with the server's message. */
    static AbstractStringAssert<?> assertForbidden(ThrowingCallable request) {
        ApiException refusal = catchThrowableOfType(ApiException.class, request);
        assertThat(refusal).as("the refusal").isNotNull();
        assertThat(refusal.getCode()).as(refusal.getResponseBody()).isEqualTo(403);
        return assertThat(JsonParser.parseString(refusal.getResponseBody())
                .getAsJsonObject()
                .get("message")
                .getAsString());
    }
}
