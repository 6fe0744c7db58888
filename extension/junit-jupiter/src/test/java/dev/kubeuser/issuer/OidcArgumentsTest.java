package dev.kubeuser.issuer;

import static dev.kubeuser.assertion.KubeAssertions.assertThat;
import static dev.kubeuser.assertion.TokenRejection.WRONG_CLAIM;
import static dev.kubeuser.kinds.Kind.EMBEDDED;
import static dev.kubeuser.kinds.Kind.K3S;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.kubeuser.KubeCluster;
import dev.kubeuser.KubeIdentity;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.cluster.ClusterKind;
import dev.kubeuser.cluster.ClusterSpec;
import dev.kubeuser.cluster.internal.ClusterLauncher;
import dev.kubeuser.issuer.internal.OidcArguments;
import dev.kubeuser.kinds.RunsOn;
import java.util.List;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;

/** Arguments of kube-apiserver for one issuer mean the same as a file. */
@KubeCluster(
        apiserverArguments = {
            "oidc-issuer-url=https://keycloak.example.com/realms/company",
            "oidc-client-id=kubernetes",
            "oidc-ca-file=/etc/kubernetes/keycloak.pem",
            "oidc-groups-claim=groups",
            "oidc-groups-prefix=keycloak:",
            "oidc-required-claim=acr=1",
            "oidc-required-claim=typ=ID",
            "oidc-signing-algs=RS256"
        })
@RunsOn(
        value = {EMBEDDED, K3S},
        because = "the API server of an existing cluster reads files of its own machine")
class OidcArgumentsTest {

    @Test
    void are_translated(
            @KubeIdentity(value = "ann", like = ClaimSet.KEYCLOAK, claims = "{'sub': '4711', 'groups': ['sre']}")
                    KubeAccess ann,
            @KubeIdentity(value = "bob", like = ClaimSet.KEYCLOAK, claims = "{'acr': '0'}") KubeAccess bob) {
        assertThat(ann)
                .isAuthenticatedAs("https://keycloak.example.com/realms/company#4711")
                .isInGroups("keycloak:sre");
        assertThat(bob).isUnauthenticated().because(WRONG_CLAIM);
    }

    private static void assertRefused(ClusterSpec spec, String... words) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ClusterLauncher().check(spec.withKind(ClusterKind.EMBEDDED)))
                .withMessageContainingAll(words);
    }

    @Test
    void may_not_be_translatable() {
        ClusterSpec spec = ClusterSpec.defaults();
        assertRefused(
                spec.withApiserverArguments("oidc-issuer-url=https://a"),
                "oidc-issuer-url and oidc-client-id must be specified together");
        assertRefused(
                spec.withApiserverArguments("oidc-issuer-url=https://a", "oidc-client-id=b", "oidc-extra=c"),
                "oidc-extra=c of kube-apiserver cannot be translated");
        assertRefused(
                spec.withApiserverArguments("oidc-issuer-url=https://a", "oidc-client-id=b", "oidc-required-claim=c"),
                "has to be oidc-required-claim=CLAIM=VALUE");
        assertRefused(
                spec.withAuthentication("classpath:authentication/company.yaml")
                        .withApiserverArguments("oidc-client-id=b"),
                "mutually exclusive");
    }

    private static String username(String... arguments) {
        return OidcArguments.translated(OidcArguments.source(List.of(arguments)));
    }

    @Test
    void prefix_of_user_names() {
        Assertions.assertThat(username("oidc-issuer-url=https://a", "oidc-client-id=b", "oidc-username-claim=email"))
                .contains("\"username\":{\"claim\":\"email\",\"prefix\":\"\"}");
        Assertions.assertThat(username("oidc-issuer-url=https://a", "oidc-client-id=b", "oidc-username-prefix=-"))
                .contains("\"username\":{\"claim\":\"sub\",\"prefix\":\"\"}");
        Assertions.assertThat(username("oidc-issuer-url=https://a", "oidc-client-id=b"))
                .contains("\"username\":{\"claim\":\"sub\",\"prefix\":\"https://a#\"}");
    }
}
