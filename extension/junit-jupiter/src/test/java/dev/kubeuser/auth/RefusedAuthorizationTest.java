// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.auth;

import static dev.kubeuser.kinds.Kind.EMBEDDED;
import static dev.kubeuser.kinds.Kind.K3S;

import dev.kubeuser.kinds.RunsOn;
import dev.kubeuser.testkit.KindSessions;
import org.junit.jupiter.api.Test;

/** Files that the API server does not accept: its words, with the places in the file that they are about. */
@RunsOn(
        value = {EMBEDDED, K3S},
        because = "the API server of an existing cluster reads files of its own machine")
class RefusedAuthorizationTest {

    private static final String FILES = "classpath:authorization/refused/";

    private static void assertRefused(String name, String... words) {
        KindSessions.assertRefused("kubeuser.authorization", FILES + name, words);
    }

    @Test
    void unknown_field() {
        assertRefused(
                "unknown-field.yaml",
                "The API server does not accept " + FILES + "unknown-field.yaml:9 (authorizers[1].webhook.timeOut)",
                "unknown field");
    }

    @Test
    void several_at_once() {
        assertRefused(
                "fields.yaml",
                FILES + "fields.yaml:9 (authorizers[1].webhook.timeout)",
                FILES + "fields.yaml:11 (authorizers[1].webhook.failurePolicy)",
                FILES + "fields.yaml:14 (authorizers[2].name)",
                "must be > 0s and <= 30s");
    }

    @Test
    void match_condition_that_does_not_compile() {
        assertRefused(
                "cel.yaml",
                "The API server does not accept " + FILES
                        + "cel.yaml:14 (authorizers[0].webhook.matchConditions[1].expression)",
                "undefined field 'usr'");
    }

    @Test
    void name_of_another_authorizer() {
        assertRefused(
                "name.yaml",
                "The API server does not accept " + FILES + "name.yaml:",
                "expected name rbac for authorizer RBAC instead of roles");
    }
}
