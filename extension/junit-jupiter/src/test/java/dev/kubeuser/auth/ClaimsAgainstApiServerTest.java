// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.auth;

import static dev.kubeuser.kinds.Kind.EMBEDDED;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import dev.kubeuser.access.internal.Recognition;
import dev.kubeuser.base.internal.InFlight;
import dev.kubeuser.cluster.Cluster;
import dev.kubeuser.cluster.ClusterKind;
import dev.kubeuser.credential.IdentitySpec;
import dev.kubeuser.credential.internal.IdentityTokens;
import dev.kubeuser.kinds.RunsOn;
import dev.kubeuser.run.KubeSession;
import dev.kubeuser.table.internal.ExpectedIdentity;
import dev.kubeuser.testkit.Choice;
import dev.kubeuser.testkit.Seed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Asks the API server who random claims make somebody, and compares it with our reading of the file. */
@RunsOn(value = EMBEDDED, because = "it asks 400 questions, and the API server is the same on each kind")
class ClaimsAgainstApiServerTest {

    private static final int ISSUERS = 8;
    private static final int CASES = 400;

    private record Case(ClaimMapping mapping, IdentitySpec identity, JsonObject claims) {

        @Nullable
        String username() {
            return mapping.expected(claims).username();
        }

        /** What is wrong with the API server's answer; empty if it is as we expect. */
        String difference(Cluster cluster) {
            ExpectedIdentity expected = mapping.expected(claims);
            List<String> differences = expected.differences(
                    ExpectedIdentity.of(Recognition.ask(cluster, IdentityTokens.issue(cluster, identity))));
            return differences.isEmpty() ? "" : claims + "\nby " + mapping.authenticator() + "\n" + differences;
        }
    }

    @Test
    void claims_make_who_the_file_says(@TempDir Path directory) throws IOException {
        Seed seed = Seed.ofRun();
        RandomClaims random = new RandomClaims(new Choice(new Random(seed.value())));
        JsonObject configuration = random.configuration(ISSUERS);
        Path file = directory.resolve("authentication.json");
        Files.writeString(file, configuration.toString());
        List<Case> cases = IntStream.range(0, CASES)
                .mapToObj(index -> of(configuration, index, random.claims()))
                .toList();
        try (KubeSession session = KubeSession.builder()
                .cluster(ClusterKind.EMBEDDED)
                .setting("kubeuser.authentication", file.toString())
                .start()) {
            assertThat(cases.stream().map(Case::username).filter(Objects::nonNull))
                    .as("accepted tokens, " + seed)
                    .hasSizeBetween(CASES / 5, CASES - CASES / 5)
                    .contains("");
            List<String> differences = InFlight.QUESTIONS.ask(cases, each -> each.difference(session.cluster()));
            assertThat(differences).as(seed.toString()).allMatch(String::isEmpty);
        }
    }

    private static Case of(JsonObject configuration, int index, JsonObject claims) {
        JsonObject authenticator =
                configuration.getAsJsonArray("jwt").get(index % ISSUERS).getAsJsonObject();
        String url = authenticator.getAsJsonObject("issuer").get("url").getAsString();
        return new Case(
                new ClaimMapping(authenticator),
                IdentitySpec.named("case " + index).withIssuer(url).withClaims(claims.toString()),
                claims);
    }
}
