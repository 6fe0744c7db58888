// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.fabric8;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kubeuser.KubeServiceAccount;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.credential.BearerToken;
import io.fabric8.kubernetes.api.model.authentication.SelfSubjectReview;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;

/** A client presents the token as it is when a request is sent. */
@KubeServiceAccount("default/fabric8-renewed")
class TokenRenewalTest {

    private static final String NAME = "system:serviceaccount:default:fabric8-renewed";

    private static String nameOf(KubernetesClient client) {
        return client.resource(new SelfSubjectReview())
                .create()
                .getStatus()
                .getUserInfo()
                .getUsername();
    }

    private static BearerToken expired(BearerToken valid) {
        return new BearerToken(valid.subject(), "expired", Instant.EPOCH);
    }

    @Test
    void a_renewed_token_is_presented(KubeAccess account) {
        AtomicReference<BearerToken> current = new AtomicReference<>(expired(account.token()));
        try (KubeAccess renewing = KubeAccess.connect(account.cluster(), current::get)) {
            KubernetesClient client = renewing.client(KubernetesClient.class);
            current.set(account.token());
            assertThat(nameOf(client)).isEqualTo(NAME);
        }
    }

    /** The API server answers 401 to the first token, and fabric8 asks for another one. */
    @Test
    @DisabledIfSystemProperty(named = "http-client.under.test", matches = "jdk")
    void a_token_that_expires_on_the_way_is_renewed(KubeAccess account) {
        AtomicReference<BearerToken> next = new AtomicReference<>(expired(account.token()));
        try (KubeAccess renewing = KubeAccess.connect(account.cluster(), () -> next.getAndSet(account.token()))) {
            KubernetesClient client = renewing.client(KubernetesClient.class);
            next.set(expired(account.token()));
            assertThat(nameOf(client)).isEqualTo(NAME);
        }
    }
}
