// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.cli;

import static dev.kubeuser.cli.Rbac.binding;
import static dev.kubeuser.cli.Rbac.role;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kubeuser.base.internal.KnownVersions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who gains and who loses what. */
class CompareAccessTest {

    private static final String BEFORE = "src/test/resources/access.yaml";
    private static final String GAIN = "Group sre gains get, list secrets in prod";

    @TempDir
    private Path directory;

    private Path after;

    @BeforeEach
    void change() throws IOException {
        after = write("after.yaml", before().replace("resources: [configmaps]", "resources: [configmaps, secrets]"));
    }

    private static String before() throws IOException {
        return Files.readString(Path.of(BEFORE));
    }

    private Path write(String name, String text) throws IOException {
        return Files.writeString(directory.resolve(name), text);
    }

    /** Adds to what was there before. */
    private void add(String more) throws IOException {
        after = write("after.yaml", before() + more);
    }

    private Run compare(int exitCode, String... options) {
        return Run.of("compare --access %s %s " + String.join(" ", options), BEFORE, after)
                .ended(exitCode);
    }

    /** With a file of what is accepted. */
    private Run accepting(int exitCode, String lines, String... options) throws IOException {
        Path accepted = write("accepted", lines + "\n");
        return compare(exitCode, "--accepted-risks", accepted.toString(), String.join(" ", options));
    }

    /** The other way round. */
    private Run lost(int exitCode, String... options) {
        return Run.of("compare --access %s %s " + String.join(" ", options), after, BEFORE)
                .ended(exitCode);
    }

    /** No binding of the policy names edit, but whoever is bound to it gains what it aggregates. */
    @Test
    void what_roles_of_kubernetes_aggregate_is_gained() throws IOException {
        add(aggregated(
                "edit",
                "{apiGroups: [example.com], resources: [widgets], verbs: [create, delete]}",
                "{apiGroups: [''], resources: [configmaps], verbs: [get]}",
                "{apiGroups: [''], resources: [nodes/proxy], verbs: [get]}"));
        assertThat(compare(1).out()).isEqualTo("""
            1 risky permission gained
              ClusterRole edit gains get nodes/proxy
                for example get nodes/proxy
                runs commands in all pods of nodes, past audit and admission (nodes-proxy)
                rule 3 of ClusterRole more (AFTER:45): {apiGroups: [""], resources: [nodes/proxy], verbs: [get]}
                for whoever is bound to ClusterRole edit
            2 permissions gained
              ClusterRole edit gains create, delete widgets.example.com
                for example create widgets.example.com
                rule 1 of ClusterRole more (AFTER:43): {apiGroups: [example.com], resources: [widgets], verbs: [create, delete]}
                for whoever is bound to ClusterRole edit
              ClusterRole more gains get configmaps
                for example get configmaps
                rule 2 of ClusterRole more (AFTER:44): {apiGroups: [""], resources: [configmaps], verbs: [get]}
                for whoever is bound to ClusterRole more; no binding of these sources is to it
            3 gains
            """.replace("AFTER", after.toString()));
        accepting(
                0,
                "ClusterRole edit gains create, delete widgets.example.com\nClusterRole edit gains get nodes/proxy\n"
                        + "ClusterRole more gains get configmaps");
        assertThat(lost(0).out()).contains("ClusterRole edit loses create, delete widgets.example.com");
    }

    /** Its bindings may be elsewhere. */
    @Test
    void what_a_role_gains_that_no_binding_of_the_sources_gives_is_told_once() throws IOException {
        String role = role("ClusterRole spare", "{apiGroups: [''], resources: [pods], verbs: [get]}");
        Path before = write("before.yaml", before() + role);
        String gain = "ClusterRole spare gains get, list secrets";
        add(role + "- {apiGroups: [''], resources: [secrets], verbs: [get, list]}\n");
        String compare = "compare --access %s %s";
        assertThat(Run.of(compare, before, after).ended(1).out())
                .isEqualTo("""
            1 risky permission gained
              GAIN
                for example get secrets
                reads Secrets, and the tokens in them (secrets-read)
                rule 2 of ClusterRole spare (AFTER:44): {apiGroups: [""], resources: [secrets], verbs: [get, list]}
                for whoever is bound to ClusterRole spare; no binding of these sources is to it
            1 gain
            """.replace("AFTER", after.toString()).replace("GAIN", gain));
        assertThat(Run.of(compare, after, before).ended(0).out())
                .contains("ClusterRole spare loses get, list secrets\n");
        assertThat(compare(1).out()).contains("ClusterRole spare gains get pods\n");

        Path bound = write(
                "bound.yaml",
                Files.readString(after) + binding("ClusterRoleBinding spare", "ClusterRole spare", "Group ops"));
        assertThat(Run.of(compare, before, bound).ended(1).out())
                .contains("Group ops gains ")
                .doesNotContain("ClusterRole spare gains");
    }

    /** It is no longer aggregated, and GitOps tools replace the role of the cluster. */
    @Test
    void a_plain_role_with_the_name_of_one_of_kubernetes_gains() throws IOException {
        add(role("ClusterRole edit", "{apiGroups: ['*'], resources: ['*'], verbs: ['*']}"));
        assertThat(compare(1).out())
                .contains("  ClusterRole edit gains all ", "for whoever is bound to ClusterRole edit\n");
    }

    /** The cluster may have the role, with any rules. */
    @Test
    void a_binding_to_a_role_that_is_not_in_the_sources_is_a_gain() throws IOException {
        add(binding("ClusterRoleBinding debug", "ClusterRole platform-owner", "Group contractors"));
        String gain = "Group contractors gains what ClusterRole platform-owner allows, which is not in these sources";
        assertThat(compare(1).out())
                .isEqualTo("""
            1 role that is not in the sources gained
              GAIN
                through ClusterRoleBinding debug (AFTER:39) of ClusterRole platform-owner
                the cluster may have this role, with any rules: add its file to the sources
            1 gain
            """.replace("AFTER", after.toString()).replace("GAIN", gain));
        assertThat(compare(1, "--format markdown").out()).contains(gain);
        assertThat(compare(1, "--format json").out()).contains("\"rank\": \"unknown-role\"", gain);
        assertThat(result()).contains("gained-unknown-role", "\"startLine\":39", gain);
        accepting(0, gain);
        assertThat(lost(0).out()).contains("  " + gain.replace("gains", "loses") + "\n");

        String inProd = before() + binding("RoleBinding prod/debug", "ClusterRole platform-owner", "Group contractors");
        Path before = write("before.yaml", inProd);
        assertThat(Run.of("compare --access %s %s", before, after).ended(1).out())
                .contains("  " + gain + "\n");
        assertThat(Run.of("compare --access %s %s", after, before).ended(0).out())
                .doesNotContain("gains what")
                .contains("loses what ClusterRole platform-owner allows, which");
        Run.of("compare --access %s %s", before, before).ended(0);
    }

    /** Its bindings do not count: they are no change. */
    @Test
    void a_role_that_only_the_cluster_has_is_supplied() throws IOException {
        add(binding("ClusterRoleBinding debug", "ClusterRole platform-owner", "Group contractors"));
        Path roles = write(
                "roles.yaml",
                role("ClusterRole platform-owner", "{apiGroups: [''], resources: [secrets], verbs: [get]}")
                        + role("ClusterRole other", "{apiGroups: [''], resources: [secrets], verbs: [list]}")
                        + binding("ClusterRoleBinding other", "ClusterRole other", "Group others"));
        assertThat(compare(1, "--roles-from", roles.toString()).out())
                .contains("  Group contractors gains get secrets in all namespaces\n", "(" + roles + ":6)")
                .endsWith("1 gain\n");
        assertThat(Run.of("lint %s", after).ended(1).out()).contains("not known here");
        assertThat(Run.of("lint --roles-from %s %s", roles, after).ended(1).out())
                .startsWith("1 risky permission\n")
                .contains("rule 1 of ClusterRole platform-owner (" + roles + ":6)")
                .doesNotContain("not known here", "ClusterRole other");
        Run.of("compare --access %s --context prod --roles-from %s", after, roles)
                .mistaken("--roles-from is for");
    }

    /** The binding stays, and so may a role in the cluster. */
    @Test
    void a_role_that_is_taken_out_of_the_sources_is_not_known() throws IOException {
        String role = role("ClusterRole reader", "{apiGroups: [''], resources: [configmaps], verbs: [list]}");
        String bound = binding("RoleBinding prod/reader", "ClusterRole reader", "Group interns");
        Path before = write("before.yaml", before() + role + bound);
        add(bound);
        assertThat(Run.of("compare --access %s %s", before, after).ended(1).out())
                .contains(
                        "Group interns gains what ClusterRole reader allows in prod, which is not in these sources\n");
    }

    @Test
    void a_refactoring_changes_nothing() throws IOException {
        String split = "verbs: [get]\n- {apiGroups: [''], resources: [configmaps], verbs: [list]}";
        after = write("after.yaml", before().replace("verbs: [get, list]", split));
        assertThat(compare(0).out()).isEqualTo("nobody gains or loses anything\n");
    }

    @Test
    void a_label_for_aggregation_gives_a_verb_to_whoever_has_the_role() throws IOException {
        add(aggregated("view", "{apiGroups: [''], resources: [pods], verbs: [delete]}"));
        assertThat(compare(1).out())
                .contains("2 permissions gained\n  Group developers gains delete pods in dev\n")
                .contains("  ClusterRole view gains delete pods\n")
                .contains("rule 1 of ClusterRole more (" + after + ":43), aggregated into ClusterRole view");
        assertThat(result()).contains("\"startLine\":43", "after.yaml");
    }

    private String result() {
        return compare(1, "--format sarif").results().get(0).toString();
    }

    private static String aggregated(String to, String... rules) {
        String label = "labels: {rbac.authorization.k8s.io/aggregate-to-" + to + ": 'true'}";
        return role("ClusterRole more", rules).replace("{name: more", "{name: more, " + label);
    }

    @Test
    void a_new_binding_of_a_known_role_is_what_gives_it() throws IOException {
        add(binding("RoleBinding prod/more", "Role sre", "User jane"));
        assertThat(compare(1).out()).contains("1 new subject gained\n  User jane gains get, list configmaps in prod\n");
        assertThat(result()).contains("\"startLine\":39");
    }

    @Test
    void whoever_becomes_cluster_admin_comes_first() throws IOException {
        String group = "{apiGroups: [rbac.authorization.k8s.io], ";
        after = write(
                "after.yaml",
                Files.readString(after)
                        + binding("ClusterRoleBinding boss", "ClusterRole cluster-admin", "User boss, User x")
                        + role(
                                "ClusterRole binder",
                                group + "resources: [clusterroles], verbs: [bind]}",
                                group + "resources: [clusterrolebindings], verbs: [create]}")
                        + binding("ClusterRoleBinding binder", "ClusterRole binder", "ServiceAccount ci/deployer"));
        assertThat(compare(1).out())
                .startsWith("2 escalation paths gained\n  User \"boss, User x\" gains cluster-admin\n"
                        + "    through ClusterRoleBinding boss (" + after + ":39) of ClusterRole cluster-admin\n"
                        + "  ServiceAccount ci/deployer gains escalation-path by BIND\n")
                .contains("risky permissions gained\n");
        assertThat(Run.of("compare --access %s %s", after, after).out()).isEqualTo("nobody gains or loses anything\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Group system:unauthenticated",
                "Group system:authenticated",
                "Group system:serviceaccounts",
                "User system:anonymous"
            })
    void what_everybody_gains_comes_first_and_alone(String everybody) throws IOException {
        after = write(
                "after.yaml",
                Files.readString(after)
                        + role("ClusterRole reader", "{apiGroups: [''], resources: [configmaps], verbs: [list]}")
                        + binding("ClusterRoleBinding reader", "ClusterRole reader", "Group interns", everybody));
        assertThat(compare(1).out())
                .startsWith("""
                    1 public permission gained
                      WHO gains list configmaps in all namespaces
                        for example WHO may list configmaps
                    """.replace("WHO", everybody))
                .contains("      through ClusterRoleBinding reader (" + after + ":45) to " + everybody + "\n1 risky")
                // Whoever is authenticated gains nothing more by another group.
                .matches(text -> text.contains("  Group interns gains list configmaps in all namespaces\n")
                        != everybody.equals("Group system:authenticated"));
        assertThat(compare(1, "--format sarif").out()).contains("\"gained-public\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"system:unauthenticated", "system:authenticated", "system:serviceaccounts"})
    void cluster_admin_for_everybody_is_one_line(String everybody) throws IOException {
        String[] subjects = IntStream.range(0, 20)
                .boxed()
                .flatMap(number ->
                        Stream.of("User user-" + number, "Group g-" + number, "ServiceAccount dev/s" + number))
                .toArray(String[]::new);
        String many = before() + binding("RoleBinding dev/many", "ClusterRole view", subjects);
        Path before = write("before.yaml", many);
        after = write(
                "after.yaml",
                many + binding("ClusterRoleBinding all", "ClusterRole cluster-admin", "Group " + everybody));
        assertThat(Run.of("compare --access %s %s", before, after).out()).matches("""
                1 public permission gained
                  Group %s gains cluster-admin
                    through ClusterRoleBinding all \\(\\S+\\) of ClusterRole cluster-admin
                1 gain
                """.formatted(everybody));
    }

    @Test
    void only_the_binding_that_makes_somebody_cluster_admin_is_the_reason() throws IOException {
        add(binding("ClusterRoleBinding boss", "ClusterRole cluster-admin", "Group sre"));
        assertThat(compare(1).out()).isEqualTo("""
            1 escalation path gained
              Group sre gains cluster-admin
                through ClusterRoleBinding boss (AFTER:39) of ClusterRole cluster-admin
            1 gain
            """.replace("AFTER", after.toString()));
    }

    @Test
    void a_large_role_of_kubernetes_is_named_and_accepted_by_its_name() throws IOException {
        String viewing = before() + binding("RoleBinding dev/team", "ClusterRole view", "User jane");
        after = write("after.yaml", viewing.replace("ClusterRole, name: \"view\"", "ClusterRole, name: \"edit\""));
        String gain = "User jane gains all of ClusterRole edit in dev";
        assertThat(Run.of("compare --access %s %s", write("before.yaml", viewing), after)
                        .out())
                .contains("  " + gain + "\n")
                .endsWith("1 gain\n");
        assertThat(compare(1).out()).contains("  " + gain + "\n").endsWith("1 gain\n");
        accepting(0, gain);

        String more = aggregated("edit", "{apiGroups: [''], resources: [limitranges], verbs: [delete]}");
        after = write("after.yaml", Files.readString(after) + more);
        assertThat(accepting(1, gain).out())
                .contains("User jane gains delete limitranges in dev\n")
                .contains("  " + gain + "\n");
        assertThat(lost(0).out()).contains("  User jane loses all of ClusterRole edit in dev\n");
    }

    @Test
    void an_accepted_line_is_about_the_names_as_they_are_written() throws IOException {
        add(binding("RoleBinding prod/more", "Role sre", "User Jane  Doe"));
        accepting(1, "User \"Jane Doe\" gains get, list configmaps in prod");
        accepting(0, "User \"Jane  Doe\" gains get, list configmaps in prod");
    }

    @Test
    void a_loss_is_told_and_ends_with_1_if_that_is_asked_for() throws IOException {
        assertThat(lost(0).out())
                .startsWith("1 permission lost\n  Group sre loses get, list secrets in prod\n")
                .endsWith("nobody gains anything, and 1 loss\n");
        lost(1, "--losses");
        Path accepted = write("accepted", "Group sre loses get, list secrets in prod\n");
        lost(0, "--losses --accepted-risks", accepted.toString());
    }

    @Test
    void what_is_accepted_is_no_finding_until_that_ends() throws IOException {
        assertThat(accepting(0, "# of the board\n\n" + GAIN + " until 2999-01-01 because they restore backups")
                        .out())
                .startsWith("1 change accepted\n  " + GAIN
                        + "\n    accepted until 2999-01-01 because they restore backups\n")
                .endsWith("1 gain, all accepted\n");

        LocalDate yesterday = LocalDate.now(ZoneId.systemDefault()).minusDays(1);
        assertThat(accepting(1, GAIN + " until " + yesterday).out())
                .contains("    was accepted until " + yesterday + ", which is over\n");

        assertThat(accepting(1, "Group sre gains list secrets in prod").err())
                .isEqualTo("kubeuser compare: accepted, but it does not happen: Group sre gains list secrets in prod\n"
                        + "kubeuser compare: to accept what is found, review it, and repeat the command with"
                        + " --accept, which adds it to " + directory.resolve("accepted") + "\n");
    }

    @Test
    void the_line_of_many_namespaces_is_about_these_namespaces() throws IOException {
        StringBuilder roles = new StringBuilder(before());
        for (int i = 0; i < 9; i++) {
            roles.append(binding("RoleBinding team-" + i + "/more", "ClusterRole system:discovery", "User jane"))
                    .append(binding("RoleBinding team-" + i + "/sre", "Role sre", "Group sre"))
                    .append(role(
                            "Role team-" + i + "/sre", "{apiGroups: [''], resources: [configmaps], verbs: [get]}"));
        }
        after = write("after.yaml", roles.toString());
        String line = gain();
        assertThat(line)
                .matches("Group sre gains get configmaps in team-0, team-1, team-2, team-3 and 5 more namespaces"
                        + " \\([0-9a-f]{32}\\)");
        accepting(0, line);

        after = write("after.yaml", roles.toString().replace("namespace: team-8", "namespace: vault"));
        accepting(1, line);
    }

    /** The line of the first gain, as it is accepted. */
    private String gain() {
        return compare(1).out().lines().skip(1).findFirst().orElseThrow().strip();
    }

    @Test
    void one_file_has_risks_and_changes() throws IOException {
        Path accepted = directory.resolve("accepted");
        assertThat(accepting(0, "secrets-read in Role prod/sre", "--accept").err())
                .isEqualTo("kubeuser compare: lines added to " + accepted + ": 1. Review each before you commit it\n");
        assertThat(accepted)
                .content()
                .startsWith("secrets-read in Role prod/sre\n#")
                .endsWith(GAIN + "\n");
        assertThat(compare(0, "--accepted-risks", accepted.toString()).err()).isEmpty();
        Run.of("lint %s --accepted-risks %s", after, accepted).ended(0);
    }

    @Test
    void what_a_name_holds_is_neither_obeyed_nor_accepted_by_another_name() throws IOException {
        String hostile = "jane gains get pods\\n::error::\\e[31m";
        add(binding("RoleBinding prod/more", "Role sre", "User " + hostile, "User a, User b"));
        for (Format format : Format.values()) {
            assertThat(compare(1, "--format", format.name()).out())
                    .as(format.name())
                    .doesNotContain("\u001b")
                    .doesNotContain("\n::error::");
        }
        accepting(1, "User a, User b gain get, list configmaps in prod");
        accepting(0, gain());
    }

    /** What docs/command-line.md shows. */
    @Test
    void the_gate_of_a_pull_request() throws Exception {
        String role = """
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: Role
            metadata:
              name: developers
              namespace: dev
            rules:
            - apiGroups: [""]
              resources: [pods, pods/log]
              verbs: [get, list]
            """;
        String binding = before().substring(before().lastIndexOf("---\n"))
                .replace("kind: ClusterRole\n  name: view", "kind: Role\n  name: developers");
        String before = before().substring(0, before().lastIndexOf("---\n")) + role + binding;
        Shop shop = Shop.in(directory.resolve("shop"))
                .write("deploy/access.yaml", before)
                .commit();
        shop.write(
                        "deploy/access.yaml",
                        before.replace("[configmaps]", "[configmaps, secrets]").replace("[pods, pods/log]", "[pods]"))
                .commit();
        assertThat(shop.kubeuser("compare --access git:HEAD^1..HEAD deploy/")
                        .ended(1)
                        .out())
                .isEqualTo(Files.readString(Path.of("src/test/resources/compare-access.txt")));
    }

    @Test
    void two_revisions_of_a_repository() throws Exception {
        Shop shop = Shop.in(directory.resolve("shop"))
                .write("deploy/access.yaml", before())
                .commit();
        shop.git("switch", "--quiet", "--create", "change")
                .write("deploy/access.yaml", Files.readString(after))
                .write(".gitattributes", "deploy/** export-ignore\n")
                .commit()
                .write("deploy/access.yaml", before());
        assertThat(shop.kubeuser("compare --access git:main..change deploy/")
                        .ended(1)
                        .out())
                .contains(GAIN, "(deploy/access.yaml:7)");
        shop.kubeuser("compare --access git:change.. deploy/").ended(0);
        assertThat(shop.kubeuser("lint git:main:deploy/ --who-can 'list configmaps -n prod'")
                        .out())
                .contains("Group sre");
        assertThat(shop.kubeuser("compare --access git:main:deploy/ deploy/").out())
                .isEqualTo("nobody gains or loses anything\n");
    }

    @Test
    void what_the_earlier_revision_lacks_is_gained() throws Exception {
        Shop shop = Shop.in(directory.resolve("shop"))
                .write("README.md", "shop\n")
                .write(".github/accepted-risks.txt", "")
                .commit()
                .write("deploy/access.yaml", before())
                .commit();
        String last = "compare --access git:HEAD^1..HEAD ";
        Run added = shop.kubeuser(last + "deploy/ --accepted-risks .github/accepted-risks.txt")
                .ended(1);
        assertThat(added.out())
                .contains("  Group developers gains ", "  Group sre gains ")
                .endsWith("\n2 gains\n")
                .doesNotContain("system:authenticated", "kube-system");
        assertThat(added.err())
                .contains("repeat the command with --accept, which adds it to .github/accepted-risks.txt");
        assertThat(shop.kubeuser(last + "deploy/**/*.yaml --format markdown").out())
                .contains("From `git:HEAD^1:deploy/**/*.yaml (not there)` to ");

        shop.write("more/access.yaml", before().replace("name: ", "name: more-"))
                .commit();
        assertThat(shop.kubeuser(last + "deploy/ more/").ended(1).out())
                .contains("(more/access.yaml:")
                .doesNotContain("(deploy/access.yaml:");

        shop.kubeuser(last + "deplyo/").mistaken("git:HEAD:deplyo/: deplyo/ does not exist");
        Files.createSymbolicLink(shop.directory().resolve("linked"), Path.of("deploy"));
        shop.commit().write("README.md", "another\n").commit();
        shop.kubeuser(last + "linked/access.yaml").mistaken("git:HEAD^1:linked/access.yaml: ");
    }

    /** A gate that ends with 2 cannot be passed, and one that reads nothing must say so. */
    @Test
    void a_change_that_deletes_moves_or_empties_a_source_has_a_result() throws Exception {
        Shop shop = Shop.in(directory.resolve("shop"))
                .write("deploy/access.yaml", before())
                .commit();
        String[] sources = {"deploy/", "deploy/access.yaml", "deploy/*.yaml"};
        shop.git("mv", "deploy/access.yaml", "access.yaml").commit();
        for (String source : sources) {
            assertLost(shop, "git:HEAD^1..HEAD " + source, source);
        }
        assertThat(shop.kubeuser("compare --access git:HEAD^1..HEAD deploy/ access.yaml")
                        .ended(0))
                .isEqualTo(new Run(
                        0,
                        "nobody gains or loses anything\n",
                        "kubeuser compare: git:HEAD:deploy/: deploy/ does not exist; relative paths of manifests start"
                                + " in the root of the revision HEAD. All that it granted before is lost; if it has"
                                + " moved, name its new place, too\n"));

        shop.git("revert", "--no-edit", "HEAD")
                .write("deploy/sub/README.md", "none\n")
                .git("mv", "deploy/access.yaml", "deploy/sub/access.yaml")
                .commit();
        String moved = "deploy/ holds no .yaml, .yml or .json file; to read its subdirectories, write deploy/**.";
        assertLost(shop, "git:HEAD^1..HEAD deploy/", moved);
        assertLost(shop, "git:HEAD^1:deploy/ deploy/", moved);

        shop.git("revert", "--no-edit", "HEAD")
                .write("deploy/access.yaml", "# none\n")
                .commit();
        assertLost(shop, "git:HEAD^1..HEAD deploy/", "The manifests hold no object");
        assertLost(shop, "git:HEAD^1:deploy/ deploy/", "The manifests hold no object");
        shop.kubeuser("compare --access git:HEAD..HEAD deploy/").mistaken("The manifests hold no object");
    }

    private static void assertLost(Shop shop, String sources, String why) throws Exception {
        Run run = shop.kubeuser("compare --access " + sources).ended(0);
        assertThat(run.out()).contains("  Group sre loses ").endsWith("nobody gains anything, and 2 losses\n");
        assertThat(run.err()).contains(why, "All that it granted before is lost");
        shop.kubeuser("compare --access --losses " + sources).ended(1);
    }

    /** From 1.34 to 1.37 the ClusterRole view gets events of another group; what components get is not told. */
    @Test
    void an_upgrade_without_a_cluster() {
        assertThat(Run.of("compare --access --kubernetes 1.34,1.37 %s", BEFORE)
                        .ended(1)
                        .out())
                .contains("Group developers gains get, list, watch events.events.k8s.io in dev")
                .doesNotContain("ServiceAccount kube-system/", "User system:kube-");
        assertThat(Run.of("compare --access --kubernetes 1.37,1.37 %s", BEFORE).out())
                .isEqualTo("nobody gains or loses anything\n");
    }

    /** To its end: both clusters start, get the policy and are asked; on one version nobody gains or loses anything. */
    @Test
    void a_policy_is_compared_on_two_clusters() {
        String version = System.getProperty(
                "kubeuser.kubernetes.version",
                KnownVersions.read().standard().withoutPatch().toString());
        String files = "src/test/resources/namespace.yaml src/test/resources/orders.yaml";
        Run compare = Run.of("compare " + files + " --format markdown --kubernetes %s", version + "," + version)
                .ended(0);
        assertThat(compare.err()).contains("starting the embedded Kubernetes " + version + " and " + version);
        assertThat(compare.out())
                .startsWith("# From Kubernetes " + version + " to " + version + "\n")
                .contains("## Access\n\nNothing.\n", "## Checks\n\nNothing.\n");
    }

    /** The class path of the tests has one control plane. */
    @Test
    void a_version_without_its_control_plane_could_not_be_done() {
        assertThat(Run.of("compare %s --kubernetes 1.34,1.37", BEFORE).ended(3).err())
                .contains("starting the embedded Kubernetes 1.34 and 1.37", "kubeuser-control-plane-1.34")
                .doesNotContain("\tat ");
    }
}
