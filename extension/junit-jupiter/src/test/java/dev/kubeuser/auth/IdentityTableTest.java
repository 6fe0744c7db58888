// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.auth;

import static dev.kubeuser.kinds.Kind.EMBEDDED;
import static dev.kubeuser.kinds.Kind.K3S;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kubeuser.IdentityTable;
import dev.kubeuser.KubeCluster;
import dev.kubeuser.kinds.RunsOn;
import dev.kubeuser.testkit.EngineRun;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** Each line of a table of identities is a test of its own. */
@KubeCluster(authentication = "classpath:authentication/company.yaml")
@RunsOn(
        value = {EMBEDDED, K3S},
        because = "the API server of an existing cluster reads files of its own machine")
class IdentityTableTest {

    @IdentityTable("identities.yaml")
    void identities_are_as_written(TestInfo line) {
        assertThat(line.getDisplayName()).containsPattern("^(employee|no groups|pipeline) is \"|is refused$");
    }

    /** Run by the test below alone. */
    @KubeCluster(authentication = "classpath:authentication/company.yaml")
    static class WrongTestCase {
        @IdentityTable("wrong-identities.yaml")
        void identities_are_as_written() {}
    }

    @Test
    void should_fail_for_the_lines_that_are_wrong() {
        assertThat(EngineRun.of(Map.of(), WrongTestCase.class).failures())
                .extracting(Throwable::getMessage)
                .satisfiesExactly(
                        others -> assertThat(others)
                                .startsWith("[wrong-identities.yaml:1] ")
                                .contains(
                                        "Expecting the holder of a token with the claims {\"email_verified\":true,",
                                        "to be \"ann\" in the groups [sre, dev] with the uid \"id-2\"",
                                        "but the API server says that",
                                        "  the username is \"ann@company\", not \"ann\"",
                                        "  the groups are [sre], not [sre, dev]",
                                        "  the uid is \"id-1\", not \"id-2\"",
                                        "If this is intended, write the line again with -Dkubeuser.golden=update"),
                        refused -> assertThat(refused)
                                .startsWith("[wrong-identities.yaml:8] ")
                                .contains("to be \"ann@company\"", "  it refuses the token"),
                        accepted -> assertThat(accepted)
                                .startsWith("[wrong-identities.yaml:10] ")
                                .contains("to be refused", "  it is \"ann@company\""),
                        open -> assertThat(open)
                                .startsWith("[wrong-identities.yaml:12] ")
                                .contains("to be somebody, but the line does not say who", "  it is \"ann@company\""));
    }
}
