// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.auth;

import static dev.kubeuser.kinds.Kind.EMBEDDED;
import static dev.kubeuser.kinds.Kind.EXISTING;

import dev.kubeuser.kinds.RunsOn;
import dev.kubeuser.testkit.KindSessions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files that the API server does not accept: its words, with the places in the file that they are about. */
@RunsOn(except = EXISTING, because = "the API server of an existing cluster reads files of its own machine")
class RefusedFilesTest {

    @TempDir
    private Path directory;

    /** {@code FILE} is the place of the file. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            authentication | unknown-field.yaml | The API server does not accept FILE:10 (jwt[0].issuer.audience); unknown field
            authentication | without-url.yaml | FILE:4 (jwt[0].issuer.url); FILE:10 (jwt[1].issuer.url); Required value
            authentication | cel.yaml | The API server does not accept FILE:17 (jwt[0].claimMappings.username.expression); compilation failed
            authorization | unknown-field.yaml | The API server does not accept FILE:9 (authorizers[1].webhook.timeOut); unknown field
            authorization | fields.yaml | FILE:9 (authorizers[1].webhook.timeout); FILE:11 (authorizers[1].webhook.failurePolicy); FILE:14 (authorizers[2].name); must be > 0s and <= 30s
            authorization | cel.yaml | The API server does not accept FILE:14 (authorizers[0].webhook.matchConditions[1].expression); undefined field 'usr'
            authorization | name.yaml | The API server does not accept FILE:; expected name rbac for authorizer RBAC instead of roles
            """)
    void what_is_in_the_file(String of, String file, String words) {
        String place = "classpath:" + of + "/refused/" + file;
        KindSessions.assertRefused(
                "kubeuser." + of, place, words.replace("FILE", place).split("; ", -1));
    }

    /** The server reads other values of these fields. */
    @ParameterizedTest
    @RunsOn(value = EMBEDDED, because = "no program validates the file as it is written")
    @CsvSource(
            delimiter = '|',
            value = {
                "certificateAuthority | none | does not contain any valid",
                "discoveryURL | https://id.example.com/ | discoveryURL must be different from URL",
                "discoveryURL | http://keys.example.com | URL scheme must be https",
                "discoveryURL | https://me:it@keys.example.com | URL must not contain a username or password",
                "egressSelectorType | Cluster | egress selector must be either controlplane or cluster"
            })
    void what_is_replaced(String field, String value, String words) throws IOException {
        assertRefused(
                "The API server does not accept " + directory.resolve("authn.yaml") + ":7 (jwt[0].issuer." + field
                        + "):\n",
                words,
                issuer("https://id.example.com", field, value));
    }

    @Test
    @RunsOn(value = EMBEDDED, because = "no program validates the file as it is written")
    void the_same_place_of_two_issuers() throws IOException {
        String keys = "https://keys.example.com";
        assertRefused(
                "authn.yaml:15 (jwt[1].issuer.discoveryURL)",
                "Duplicate value",
                issuer("https://a.example.com", "discoveryURL", keys),
                issuer("https://b.example.com", "discoveryURL", keys));
    }

    private static String issuer(String url, String field, String value) {
        return """
            - issuer:
                url: %s
                audiences: [kubernetes]
                %s: %s
              claimMappings:
                username:
                  claim: sub
                  prefix: ""
            """.formatted(url, field, value);
    }

    private void assertRefused(String place, String words, String... issuers) throws IOException {
        Path file = Files.writeString(
                directory.resolve("authn.yaml"),
                "apiVersion: apiserver.config.k8s.io/v1\nkind: AuthenticationConfiguration\njwt:\n"
                        + String.join("", issuers));
        KindSessions.assertRefused("kubeuser.authentication", file.toString(), place, words);
    }
}
