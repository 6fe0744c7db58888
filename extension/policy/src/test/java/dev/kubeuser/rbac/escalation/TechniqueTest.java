// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.rbac.escalation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kubeuser.rbac.RbacPolicy;
import dev.kubeuser.rbac.ServerFeature;
import dev.kubeuser.rbac.UserInfo;
import dev.kubeuser.rbac.escalation.internal.EscalationPath;
import dev.kubeuser.rbac.escalation.internal.Goal;
import dev.kubeuser.rbac.escalation.internal.Step;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.CsvSource;

/** Which permissions each technique takes, and that none of them can be left out. */
class TechniqueTest {

    private static final UserInfo ALICE = UserInfo.user("alice");
    private static final String PATHS = "/escalation/paths.csv";

    private static RbacPolicy policy(String administrator, String where, List<String> rules) {
        Policies policy = new Policies().clusterAdmin(administrator);
        String[] all = rules.toArray(String[]::new);
        return (where.equals("*") ? policy.clusterWide(all) : policy.in(where, all)).build();
    }

    /** The cells of a table, below its head. */
    static Stream<List<String>> rows(String table, int head) throws IOException {
        return Files.readAllLines(Path.of("src/test/resources" + table)).stream()
                .skip(head)
                .map(line -> split(line, "\\|"));
    }

    static List<String> split(String text, String separator) {
        return Stream.of(text.split(separator)).map(String::strip).toList();
    }

    private static Optional<EscalationPath> path(RbacPolicy policy, Certainty least, Set<Technique> only) {
        return Escalation.of(policy)
                .including(least)
                .ignoring(EnumSet.complementOf(EnumSet.copyOf(only)))
                .find(ALICE, new Goal.ClusterAdmin());
    }

    private static Set<Technique> named(String techniques) {
        return split(techniques, " ").stream().map(Technique::valueOf).collect(Collectors.toSet());
    }

    /** What is less certain does not count unless it is asked for. */
    @ParameterizedTest
    @CsvFileSource(resources = PATHS, delimiter = '|', quoteCharacter = '\'', numLinesToSkip = 3)
    void permissions_lead_to_the_administrator_and_each_of_them_is_needed(
            String techniques, Certainty certainty, String administrator, String where, String rules) {
        List<String> all = split(rules, ";");
        RbacPolicy policy = policy(administrator, where, all);
        assertThat(Escalation.of(policy).including(certainty).find(ALICE, new Goal.ClusterAdmin()))
                .isPresent();
        EscalationPath path = path(policy, certainty, named(techniques)).orElseThrow();
        assertThat(path.steps())
                .extracting(step -> step.technique().name())
                .containsExactlyElementsOf(split(techniques, " "));
        assertThat(path.steps().stream().map(Step::certainty).max(Certainty::compareTo))
                .contains(certainty);
        assertThat(path.steps().stream()
                        .flatMap(step -> step.uses().stream())
                        .flatMap(use -> use.grants().stream())
                        .map(grant -> grant.rule().id())
                        .filter(rule -> !rule.role().name().equals("cluster-admin")))
                .as("the rules that the steps name")
                .hasSameSizeAs(all)
                .doesNotHaveDuplicates();
        assertThat(Certainty.values())
                .filteredOn(more -> !more.includes(certainty))
                .allSatisfy(more ->
                        assertThat(path(policy, more, named(techniques))).isEmpty());
        assertThat(all).as("the rules that are needed").allSatisfy(left -> {
            List<String> others = new ArrayList<>(all);
            others.remove(left);
            assertThat(path(policy(administrator, where, others), certainty, named(techniques)))
                    .isEmpty();
        });
    }

    @ParameterizedTest
    @CsvFileSource(resources = "/escalation/no-paths.csv", delimiter = '|', quoteCharacter = '\'', numLinesToSkip = 2)
    void other_permissions_do_not(String administrator, String where, String rules) {
        RbacPolicy policy = policy(administrator, where, split(rules, ";"));
        assertThat(Escalation.of(policy).including(Certainty.DEPENDS).find(ALICE, new Goal.ClusterAdmin()))
                .isEmpty();
    }

    /** Which versions of Kubernetes a path exists on. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1.34 | account ci/robot | get pods/exec | POD_ACCESS",
                "1.35 | account ci/robot | get pods/exec | ",
                "v1.35.4+k3s1 | account ci/robot | get pods/exec | ",
                "2.0 | account ci/robot | get pods/exec | ",
                "unknown | account ci/robot | get pods/exec | ",
                "1.34 | account ci/robot | get pods/attach | POD_ACCESS",
                "1.35 | account ci/robot | create pods/exec | POD_ACCESS",
                "1.34 | account ci/robot | get pods/portforward | PROXY",
                "1.35 | account ci/robot | get pods/portforward | ",
                "1.35 | account ci/robot | create pods/portforward | PROXY",
                "1.35 | user root | impersonate:user-info users.authentication.k8s.io;"
                        + " impersonate-on:user-info:create clusterrolebindings.rbac.authorization.k8s.io | ",
                "1.36 | user root | impersonate:user-info users.authentication.k8s.io;"
                        + " impersonate-on:user-info:create clusterrolebindings.rbac.authorization.k8s.io"
                        + " | CONSTRAINED_IMPERSONATION",
                "1.35 | account ci/robot | update mutatingadmissionpolicies.admissionregistration.k8s.io | ",
                "1.36 | account ci/robot | update mutatingadmissionpolicies.admissionregistration.k8s.io"
                        + " | MUTATING_ADMISSION",
                "1.34 | account ci/robot | update mutatingwebhookconfigurations.admissionregistration.k8s.io"
                        + " | MUTATING_ADMISSION",
            })
    void a_path_may_exist_on_some_versions_only(String version, String administrator, String rules, String technique) {
        RbacPolicy policy = policy(administrator, "*", split(rules, ";"));
        assertThat(Escalation.of(policy)
                        .including(Certainty.DEPENDS)
                        .with(ServerFeature.of(version))
                        .find(ALICE, new Goal.ClusterAdmin())
                        .map(path -> path.steps().get(0).technique().name()))
                .isEqualTo(Optional.ofNullable(technique));
    }

    @Test
    void a_version_has_what_older_ones_have() {
        assertThat(ServerFeature.of("1.34")).isEmpty();
        assertThat(ServerFeature.of("v1.36.0-rc.1"))
                .contains(ServerFeature.CREATE_FOR_STREAMS, ServerFeature.CONSTRAINED_IMPERSONATION);
        assertThat(ServerFeature.of("1.37")).isEqualTo(ServerFeature.all());
        assertThat(ServerFeature.CREATE_FOR_STREAMS.since()).isEqualTo("1.35");
    }

    /** Host pods take a cluster to ask, and anonymity no rules of the user. */
    @Test
    void the_table_has_all_techniques() throws IOException {
        Set<Technique> tried =
                rows(PATHS, 3).flatMap(cells -> named(cells.get(0)).stream()).collect(Collectors.toSet());
        assertThat(EnumSet.complementOf(EnumSet.copyOf(tried)))
                .containsExactly(Technique.HOST_POD, Technique.ANONYMITY);
    }
}
