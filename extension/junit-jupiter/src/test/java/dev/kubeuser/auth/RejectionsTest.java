// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.auth;

import static dev.kubeuser.assertion.KubeAssertions.assertThat;
import static dev.kubeuser.assertion.TokenRejection.EMPTY_USERNAME;
import static dev.kubeuser.assertion.TokenRejection.EXPIRED;
import static dev.kubeuser.assertion.TokenRejection.MISSING_CLAIM;
import static dev.kubeuser.assertion.TokenRejection.NOT_YET_VALID;
import static dev.kubeuser.assertion.TokenRejection.RULE;
import static dev.kubeuser.assertion.TokenRejection.UNKNOWN_ISSUER;
import static dev.kubeuser.assertion.TokenRejection.UNKNOWN_KEY;
import static dev.kubeuser.assertion.TokenRejection.UNSIGNED;
import static dev.kubeuser.assertion.TokenRejection.WRONG_AUDIENCE;
import static dev.kubeuser.assertion.TokenRejection.WRONG_CLAIM;
import static dev.kubeuser.kinds.Kind.EMBEDDED;
import static dev.kubeuser.kinds.Kind.EXISTING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kubeuser.KubeCluster;
import dev.kubeuser.KubeIdentity;
import dev.kubeuser.KubeServiceAccount;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.assertion.TokenRejection;
import dev.kubeuser.cluster.Cluster;
import dev.kubeuser.cluster.ClusterKind;
import dev.kubeuser.credential.BearerToken;
import dev.kubeuser.credential.ForgedToken;
import dev.kubeuser.kinds.InTurn;
import dev.kubeuser.kinds.RunsOn;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Each wrong token is refused, and for its reason: one after another, for the log tells of all at once. */
@InTurn
@KubeCluster(authentication = "classpath:authentication/issuers.yaml")
@KubeIdentity(value = "ann", claimSet = ClaimSet.KEYCLOAK)
@RunsOn(except = EXISTING, because = "the API server of an existing cluster reads files of its own machine")
class RejectionsTest {

    private static final String RESERVED = "a username must not begin with system";

    private Cluster cluster;
    private BearerToken right;

    @BeforeEach
    void have_a_right_token(@KubeIdentity("ann") KubeAccess ann) {
        cluster = ann.cluster();
        right = ann.token();
        assertThat(ann).isAuthenticatedAs("ann");
    }

    private void assertRejected(BearerToken wrong, TokenRejection reason) {
        try (KubeAccess access = KubeAccess.connect(cluster, wrong)) {
            assertThat(access.get("/version")).hasStatus(401);
            assertThat(access).isUnauthenticated().because(reason);
        }
    }

    @Test
    void times() {
        assertRejected(ForgedToken.expired(right, cluster), EXPIRED);
        assertRejected(ForgedToken.notYetValid(right, cluster), NOT_YET_VALID);
    }

    @Test
    void audience() {
        assertRejected(ForgedToken.forAudience(right, "grafana", cluster), WRONG_AUDIENCE);
        assertRejected(ForgedToken.without(right, "aud", cluster), WRONG_AUDIENCE);
        assertRejected(ForgedToken.withClaim(right, "aud", "[]", cluster), WRONG_AUDIENCE);
    }

    @Test
    void issuer(@KubeIdentity(value = "pipeline", claimSet = ClaimSet.GITHUB_ACTIONS) KubeAccess pipeline) {
        assertRejected(
                ForgedToken.ofIssuer(right, "https://keycloak.example.org/realms/company", cluster), UNKNOWN_ISSUER);
        assertRejected(ForgedToken.ofIssuer(pipeline.token(), "https://gitlab.com", cluster), UNKNOWN_KEY);
        assertRejected(ForgedToken.without(right, "iss", cluster), UNKNOWN_ISSUER);
        assertRejected(new BearerToken(right.subject(), "opaque", Instant.MAX), UNKNOWN_ISSUER);
    }

    @Test
    void signature() {
        assertRejected(ForgedToken.signedByUnknownKey(right), UNKNOWN_KEY);
        assertRejected(ForgedToken.tampered(right), UNKNOWN_KEY);
        assertRejected(ForgedToken.unsigned(right), UNSIGNED);
    }

    @Test
    void claims() {
        assertRejected(ForgedToken.without(right, "preferred_username", cluster), MISSING_CLAIM);
        assertRejected(ForgedToken.withClaim(right, "preferred_username", "\"\"", cluster), EMPTY_USERNAME);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ForgedToken.withClaim(right, "groups", "[", cluster))
                .withMessageContaining("the claim is not JSON");
    }

    @Test
    void required_claims(
            @KubeIdentity(value = "lacks it", claimSet = ClaimSet.GITLAB_CI, claims = "{'runner_environment': null}")
                    KubeAccess without,
            @KubeIdentity(
                            value = "has another",
                            claimSet = ClaimSet.GITLAB_CI,
                            claims = "{'runner_environment': 'self-hosted'}")
                    KubeAccess another,
            @KubeIdentity(value = "no subject", claimSet = ClaimSet.GITHUB_ACTIONS, claims = "{'sub': null}")
                    KubeAccess nobody) {
        assertThat(without).isUnauthenticated().because(MISSING_CLAIM);
        assertThat(another).isUnauthenticated().because(WRONG_CLAIM).because("Got = self-hosted, want = gitlab-hosted");
        assertThat(nobody).isUnauthenticated().because(MISSING_CLAIM).because("sub");
    }

    @Test
    void rules(
            @KubeIdentity(value = "unverified", claimSet = ClaimSet.DEX, claims = "{'email_verified': false}")
                    KubeAccess unverified,
            @KubeIdentity(value = "system:admin", claimSet = ClaimSet.KEYCLOAK) KubeAccess admin) {
        assertThat(unverified).isUnauthenticated().because(RULE).because("the mail address is not verified");
        assertThat(admin).isUnauthenticated().because(RULE).because(RESERVED);
    }

    @Test
    void tokens_of_service_accounts(@KubeServiceAccount("default/robot") KubeAccess robot) {
        BearerToken token = robot.token();
        assertThat(robot).isAuthenticatedAs("system:serviceaccount:default:robot");
        assertRejected(ForgedToken.signedByUnknownKey(token), UNKNOWN_KEY);
        assertRejected(ForgedToken.tampered(token), UNKNOWN_KEY);
        assertRejected(ForgedToken.unsigned(token), UNKNOWN_KEY);
        if (cluster.kind() == ClusterKind.K3S) {
            return; // its keys are in the container
        }
        assertRejected(ForgedToken.expired(token, cluster), EXPIRED);
        assertRejected(ForgedToken.notYetValid(token, cluster), NOT_YET_VALID);
        assertRejected(ForgedToken.forAudience(token, "vault", cluster), WRONG_AUDIENCE);
        assertRejected(ForgedToken.ofIssuer(token, "https://kubernetes.example.com", cluster), UNKNOWN_ISSUER);
        try (KubeAccess nameless = KubeAccess.connect(cluster, ForgedToken.without(token, "kubernetes.io", cluster))) {
            assertThat(nameless).isUnauthenticated();
        }
    }

    @Test
    void messages_name_the_reason_and_no_token(
            @KubeIdentity(value = "system:admin", claimSet = ClaimSet.KEYCLOAK) KubeAccess admin) {
        assertThatThrownBy(() -> assertThat(admin).isUnauthenticated().because(EXPIRED))
                .hasMessageContainingAll(
                        "to be unauthenticated because of EXPIRED", "but the API server logs: ", RESERVED)
                .message()
                .doesNotContain(admin.token().token());
        assertThatThrownBy(() -> assertThat(admin).isUnauthenticated().because("another"))
                .hasMessageContaining("because of \"another\"");
    }

    @Test
    @RunsOn(value = EMBEDDED, because = "so many lines delay the log of a container")
    void others_are_refused_at_the_same_time(
            @KubeIdentity(
                            value = "elsewhere",
                            claimSet = ClaimSet.GITLAB_CI,
                            claims = "{'runner_environment': 'elsewhere'}")
                    KubeAccess elsewhere)
            throws InterruptedException {
        AtomicBoolean isOver = new AtomicBoolean();
        Thread others = new Thread(() -> {
            try (KubeAccess access = KubeAccess.connect(cluster, ForgedToken.expired(right, cluster))) {
                while (!isOver.get()) {
                    assertThat(access.get("/version").code()).isEqualTo(401);
                }
            }
        });
        others.start();
        try {
            for (int i = 0; i < 3; i++) {
                assertThat(elsewhere).isUnauthenticated().because("Got = elsewhere");
            }
        } finally {
            isOver.set(true);
            others.join();
        }
    }
}
