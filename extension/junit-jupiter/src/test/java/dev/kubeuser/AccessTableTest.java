// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser;

import static dev.kubeuser.assertion.KubeAssertions.assertThat;

import dev.kubeuser.kinds.OnEachJUnit;
import dev.kubeuser.testkit.EngineRun;
import dev.kubeuser.testkit.Policy;
import dev.kubeuser.testkit.PolicyInForce;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Each line of a table is a test of its own. */
@KubeUser("tara")
@KubeServiceAccount("table/robot")
@OnEachJUnit
class AccessTableTest {

    private static final String TABLE = "/dev/kubeuser/access.yaml";

    @RegisterExtension
    static final PolicyInForce POLICY = new PolicyInForce(new Policy()
            .namespace("table")
            .role("table/table", "get,list limitranges")
            .to("user tara", "group table-group", "account table/robot")
            .manifests("the policy of AccessTableTest"));

    private static EngineRun wrong;

    @BeforeAll
    static void runWrongTables() {
        wrong = EngineRun.of(Map.of(), WrongRulesTestCase.class, WrongTestCase.class);
    }

    @AccessTable("access.yaml")
    void access_is_as_written(TestInfo line) {
        assertThat(line.getDisplayName()).containsPattern("^(tara|serviceaccount:|group:|user:).* can(not)? ");
    }

    @AccessTable(TABLE)
    void a_slash_is_the_root_of_the_class_path() {}

    @AccessTable("limits.yaml")
    void a_case_may_stand_for_several_lines(TestInfo line) {
        assertThat(line.getDisplayName()).startsWith("limits are seen and not changed: ");
    }

    @AccessTable("rules.yaml")
    void a_table_may_have_rules_for_everybody(TestInfo line) {
        assertThat(line.getDisplayName())
                .isIn(
                        "rules for everybody: everybody can get /healthz",
                        "rules for everybody: tara cannot become cluster-admin",
                        "rules for everybody: serviceaccount:table/robot cannot become cluster-admin");
    }

    static class WrongRulesTestCase {
        @AccessTable("wrong-rules.yaml")
        void rules_are_as_written() {}
    }

    @Test
    void should_fail_for_the_rules_that_do_not_hold() {
        assertThat(wrong.only(WrongRulesTestCase.class).failures())
                .extracting(Throwable::getMessage)
                .satisfiesExactly(
                        denied -> assertThat(denied)
                                .startsWith("[wrong-rules.yaml:1] \nExpecting nobody\n"
                                        + "to be allowed get /healthz\nbut "),
                        unbound ->
                                assertThat(unbound).startsWith("No binding of the policy names User nobody-binds-me"));
    }

    /** The namespace has another name in each run. */
    @Nested
    @KubeNamespace
    class InANamespaceOfItsOwn {

        @AccessTable("own-namespace-access.yaml")
        void access_is_as_written(TestInfo line, @KubeNamespace String namespace) {
            assertThat(line.getDisplayName())
                    .isEqualTo("user:somebody cannot list pods in ${kubeuser.namespace}")
                    .doesNotContain(namespace);
        }
    }

    static class WrongTestCase {
        @AccessTable("wrong-access.yaml")
        void access_is_as_written() {}
    }

    @Test
    void should_fail_for_the_lines_that_are_wrong() {
        EngineRun run = wrong.only(WrongTestCase.class);
        assertThat(run.tests())
                .containsExactly(
                        "user:somebody can get /api", "user:somebody can list nodes", "user:somebody cannot list node");
        assertThat(run.succeeded()).isOne();
        assertThat(run.failures())
                .extracting(Throwable::getMessage)
                .satisfiesExactly(
                        denied -> assertThat(denied)
                                .startsWith("[wrong-access.yaml:4]")
                                .contains("to be allowed to list nodes", "but the API server said no"),
                        mistyped -> assertThat(mistyped)
                                .isEqualTo("The API server has no resource \"node\". Did you mean \"nodes\"?"));
    }
}
