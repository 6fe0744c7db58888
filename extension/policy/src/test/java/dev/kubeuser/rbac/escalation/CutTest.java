// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.rbac.escalation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kubeuser.manifest.Manifests;
import dev.kubeuser.rbac.RbacPolicy;
import dev.kubeuser.rbac.Subject;
import dev.kubeuser.rbac.UserInfo;
import dev.kubeuser.rbac.escalation.internal.Cut;
import dev.kubeuser.rbac.escalation.internal.Goal;
import dev.kubeuser.testkit.Policy;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What to change in a policy so that a subject has no path any more: each cut is tried. */
class CutTest {

    private static final String HEAD = new Policy()
            .clusterRole("everything", "* *.*")
            .clusterBinding("robot", "everything", "account dev/robot")
            .yaml();

    private static String role(String name, String... rules) {
        return new Policy().role("dev/" + name, rules).to("group sre").yaml();
    }

    private static RbacPolicy policy(String... roles) {
        return Manifests.parse("policy.yaml", HEAD + String.join("", roles)).rbacPolicy();
    }

    private static EscalationFinding found(String... roles) {
        return Escalation.of(policy(roles))
                .toClusterAdmin(List.of(Subject.group("sre")))
                .get(0);
    }

    /** Up to the last change of each cut there is a path, and then there is none. */
    private static List<String> cuts(String... roles) {
        EscalationFinding found = found(roles);
        UserInfo user = found.path().start().user();
        for (Cut cut : found.cuts()) {
            Escalation search = Escalation.of(policy(roles));
            for (Cut.Change change : cut.changes()) {
                assertThat(search.find(user, new Goal.ClusterAdmin())).isPresent();
                search = change.in(search);
            }
            assertThat(search.find(user, new Goal.ClusterAdmin())).as("%s", cut).isEmpty();
        }
        return found.cuts().stream().map(Cut::toString).toList();
    }

    /** The rest of a rule is left to who needs it, and the subject may need the other rules of the role. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            # what is cut before the subject | rules of a role | the cut
            a verb among others     | get,create pods,pods.apps | take the verb "create" out of rule 1 of Role dev/one
            a rule of a single verb | create pods | remove rule 1 of Role dev/one
            a rule of all verbs     | * pods      | remove rule 1 of Role dev/one
            a resource among others | get,list,watch services,configmaps,secrets \
                | take the resource "secrets" out of rule 1 of Role dev/one
            a rule where less is not enough | create,patch pods,pods/exec | remove rule 1 of Role dev/one
            several rules | create serviceaccounts/token; get configmaps; get,create pods \
                | remove rule 1 of Role dev/one, and take the verb "create" out of rule 3 of Role dev/one
            """)
    void little_is_cut_before_the_subject(String what, String rules, String cut) {
        assertThat(cuts(role("one", rules.split("; ", -1))))
                .as(what)
                .containsExactly(cut, "take Group sre out of RoleBinding dev/one");
    }

    @Test
    void a_change_that_later_ones_make_needless_is_left_out() {
        assertThat(cuts(role("reads", "list,watch secrets"), role("more", "list,watch secrets")))
                .singleElement()
                .asString()
                .satisfies(cut -> assertThat(cut.split(", and "))
                        .containsExactlyInAnyOrder(
                                "remove rule 1 of Role dev/reads", "remove rule 1 of Role dev/more"));
    }

    @Test
    void a_path_without_a_cut_says_why() {
        String[] many = IntStream.range(0, 9)
                .mapToObj(number -> role("pods-" + number, "create pods"))
                .toArray(String[]::new);
        assertThat(found(many)).satisfies(found -> {
            assertThat(found.cuts()).isEmpty();
            assertThat(found.whyNoCut()).isEqualTo("it takes more than 8 changes");
        });
        RbacPolicy unwritten = new Policies()
                .clusterAdmin("user system:anonymous")
                .in("dev", "get pods")
                .build();
        assertThat(Escalation.of(unwritten).toClusterAdmin(List.of(Subject.user("alice"))))
                .singleElement()
                .satisfies(found -> {
                    assertThat(found.cuts()).isEmpty();
                    assertThat(found.whyNoCut()).isEqualTo("the steps of a path use nothing that is in a file");
                });
    }

    @Test
    void only_the_first_ten_paths_are_advised_on() {
        String all = IntStream.range(0, 11)
                .mapToObj(number -> role("pods-" + number, "create pods").replace("\"sre\"", "sre-" + number))
                .collect(Collectors.joining());
        assertThat(Escalation.of(policy(all))
                        .toClusterAdmin(IntStream.range(0, 11)
                                .mapToObj(number -> Subject.group("sre-" + number))
                                .toList()))
                .hasSize(11)
                .filteredOn(found -> found.cuts().isEmpty())
                .singleElement()
                .extracting(EscalationFinding::whyNoCut)
                .isEqualTo("only the first 10 paths have that");
    }

    @Test
    void several_paths_are_cut_together() {
        assertThat(cuts(role("pods", "get,create pods"), role("tokens", "create serviceaccounts/token")))
                .singleElement()
                .asString()
                .isEqualTo("remove rule 1 of Role dev/tokens, and take the verb \"create\" out of rule 1 of Role "
                        + "dev/pods");
    }

    /** The rule of a member is taken out of those that aggregate it, too. */
    @Test
    void an_aggregated_rule_is_taken_out_where_it_is_written() {
        String aggregated = new Policy()
                .aggregate("all", "team: sre")
                .labelled("part", "team: sre", "get,create pods")
                .binding("dev/all", "ClusterRole all", "group sre")
                .yaml();
        assertThat(cuts(aggregated)).startsWith("take the verb \"create\" out of rule 1 of ClusterRole part");
    }

    @Test
    void who_is_granted_everything_has_no_cut() {
        assertThat(Escalation.of(policy()).toClusterAdmin(List.of(Subject.serviceAccount("dev", "robot"))))
                .singleElement()
                .satisfies(found -> {
                    assertThat(found.isGranted()).isTrue();
                    assertThat(found.cuts()).isEmpty();
                });
    }
}
