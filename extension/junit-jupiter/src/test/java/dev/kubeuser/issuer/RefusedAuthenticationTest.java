package dev.kubeuser.issuer;

import static dev.kubeuser.kinds.Kind.EMBEDDED;
import static dev.kubeuser.kinds.Kind.K3S;

import dev.kubeuser.kinds.RunsOn;
import dev.kubeuser.testkit.KindSessions;
import org.junit.jupiter.api.Test;

/** Files that the API server does not accept: its words, with the places in the file that they are about. */
@RunsOn(
        value = {EMBEDDED, K3S},
        because = "the API server of an existing cluster reads files of its own machine")
class RefusedAuthenticationTest {

    private static final String FILES = "classpath:authentication/refused/";

    private static void assertRefused(String name, String... words) {
        KindSessions.assertRefused("kubeuser.authentication", FILES + name, words);
    }

    @Test
    void unknown_field() {
        assertRefused(
                "unknown-field.yaml",
                "The API server does not accept " + FILES + "unknown-field.yaml:10 (jwt[0].issuer.audience)",
                "unknown field");
    }

    @Test
    void several_at_once() {
        assertRefused(
                "without-url.yaml",
                FILES + "without-url.yaml:4 (jwt[0].issuer.url)",
                FILES + "without-url.yaml:10 (jwt[1].issuer.url)",
                "Required value");
    }

    @Test
    void expression_that_does_not_compile() {
        assertRefused(
                "cel.yaml",
                "The API server does not accept " + FILES + "cel.yaml:17 (jwt[0].claimMappings.username.expression)",
                "compilation failed");
    }
}
