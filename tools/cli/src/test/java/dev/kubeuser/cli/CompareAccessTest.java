// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.cli;

import static dev.kubeuser.cli.Rbac.binding;
import static dev.kubeuser.cli.Rbac.role;
import static dev.kubeuser.cli.Run.words;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import dev.kubeuser.cluster.ClusterKind;
import dev.kubeuser.run.KubeSession;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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

    private Run compare(String... more) {
        return access(Stream.concat(Stream.of(BEFORE, after.toString()), Stream.of(more))
                .toArray(String[]::new));
    }

    private static Run access(String... arguments) {
        return Run.of(Stream.concat(Stream.of("compare", "--access"), Stream.of(arguments))
                .toArray(String[]::new));
    }

    @Test
    void a_gain_is_told_with_its_line_and_ends_with_1() {
        assertThat(compare().ended(1).out()).isEqualTo("""
            1 risky permission gained
              Group sre gains get, list secrets in prod
                for example Group sre may get secrets in prod
                reads Secrets, and the tokens in them (secrets-read)
                rule 1 of Role prod/sre (AFTER:7): {apiGroups: [""], resources: [configmaps, secrets], verbs: [get, list]}
                  through RoleBinding prod/sre (AFTER:11) to Group sre
            1 gain
            """.replace("AFTER", after.toString()));
    }

    /** No binding of the policy names edit, but whoever is bound to it gains what it aggregates. */
    @Test
    void what_roles_of_kubernetes_aggregate_is_gained() throws IOException {
        add(aggregated(
                "edit",
                "{apiGroups: [example.com], resources: [widgets], verbs: [create, delete]}",
                "{apiGroups: [''], resources: [configmaps], verbs: [get]}",
                "{apiGroups: [''], resources: [nodes/proxy], verbs: [get]}"));
        assertThat(compare().ended(1).out()).isEqualTo("""
            1 risky permission gained
              ClusterRole edit gains get nodes/proxy
                for example get nodes/proxy
                runs commands in all pods of nodes, past audit and admission (nodes-proxy)
                rule 3 of ClusterRole more (AFTER:45): {apiGroups: [""], resources: [nodes/proxy], verbs: [get]}
                for whoever is bound to ClusterRole edit
            1 permission gained
              ClusterRole edit gains create, delete widgets.example.com
                for example create widgets.example.com
                rule 1 of ClusterRole more (AFTER:43): {apiGroups: [example.com], resources: [widgets], verbs: [create, delete]}
                for whoever is bound to ClusterRole edit
            2 gains
            """.replace("AFTER", after.toString()));

        Path risks = write(
                "risks.txt",
                "ClusterRole edit gains create, delete widgets.example.com\nClusterRole edit gains get nodes/proxy\n");
        compare("--accepted-risks", risks.toString()).ended(0);
        Run reverse = access(after.toString(), BEFORE).ended(0);
        assertThat(reverse.out()).contains("ClusterRole edit loses create, delete widgets.example.com");
    }

    @Test
    void a_refactoring_changes_nothing() throws IOException {
        after = write(
                "after.yaml",
                before().replace(
                                "verbs: [get, list]",
                                "verbs: [get]\n- apiGroups: [\"\"]\n  resources:" + " [configmaps]\n  verbs: [list]"));
        assertThat(compare().ended(0).out()).isEqualTo("nobody gains or loses anything\n");
    }

    @Test
    void a_label_for_aggregation_gives_a_verb_to_whoever_has_the_role() throws IOException {
        add(aggregated("view", "{apiGroups: [''], resources: [pods], verbs: [delete]}"));
        assertThat(compare().ended(1).out())
                .contains("2 permissions gained\n  Group developers gains delete pods in dev\n")
                .contains("  ClusterRole view gains delete pods\n")
                .contains("rule 1 of ClusterRole more (" + after + ":43), aggregated into ClusterRole view");
        assertThat(result().toString()).contains("\"startLine\":43", "after.yaml");
    }

    private JsonObject result() {
        return compare("--format", "sarif").results().get(0);
    }

    private static String aggregated(String to, String... rules) {
        String label = "labels: {rbac.authorization.k8s.io/aggregate-to-" + to + ": 'true'}";
        return role("ClusterRole more", rules).replace("{name: more", "{name: more, " + label);
    }

    @Test
    void a_new_binding_of_a_known_role_is_what_gives_it() throws IOException {
        add(binding("RoleBinding prod/more", "Role sre", "User jane"));
        Run compare = compare();
        assertThat(compare.out()).contains("1 new subject gained\n  User jane gains get, list configmaps in prod\n");
        assertThat(result().toString()).contains("\"startLine\":39");
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
        assertThat(compare().out())
                .startsWith("2 escalation paths gained\n  User \"boss, User x\" gains cluster-admin\n"
                        + "    through ClusterRoleBinding boss (" + after + ":39) of ClusterRole cluster-admin\n"
                        + "  ServiceAccount ci/deployer gains escalation-path by BIND\n")
                .contains("risky permissions gained\n");
        Run again = access(after.toString(), after.toString());
        assertThat(again.out()).isEqualTo("nobody gains or loses anything\n");
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
        assertThat(compare().out())
                .startsWith("""
                    1 public permission gained
                      WHO gains list configmaps in all namespaces
                        for example WHO may list configmaps
                    """.replace("WHO", everybody))
                .contains("      through ClusterRoleBinding reader (" + after + ":45) to " + everybody + "\n1 risky")
                // Whoever is authenticated gains nothing more by another group.
                .matches(text -> text.contains("  Group interns gains list configmaps in all namespaces\n")
                        != everybody.equals("Group system:authenticated"));
        assertThat(compare("--format", "sarif").out()).contains("\"gained-public\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"system:unauthenticated", "system:authenticated", "system:serviceaccounts"})
    void cluster_admin_for_everybody_is_one_line(String everybody) throws IOException {
        StringBuilder policy = new StringBuilder(before());
        for (int number = 0; number < 20; number++) {
            String view = "ClusterRole view";
            policy.append(binding("RoleBinding dev/b" + number, view, "User user-" + number))
                    .append(binding("RoleBinding dev/a" + number, view, "Group g-" + number))
                    .append(binding("RoleBinding dev/s" + number, view, "ServiceAccount dev/s"));
        }
        Path many = write("before.yaml", policy.toString());
        after = write(
                "after.yaml",
                policy + binding("ClusterRoleBinding all", "ClusterRole cluster-admin", "Group " + everybody));
        Run compare = access(many.toString(), after.toString());
        assertThat(compare.out())
                .startsWith("1 public permission gained\n  Group " + everybody
                        + " gains cluster-admin\n    through ClusterRoleBinding all (" + after)
                .endsWith(" of ClusterRole cluster-admin\n1 gain\n");
        assertThat(compare.out().lines()).hasSize(4);
    }

    @Test
    void only_the_binding_that_makes_somebody_cluster_admin_is_the_reason() throws IOException {
        add(binding("ClusterRoleBinding boss", "ClusterRole cluster-admin", "Group sre"));
        assertThat(compare().out()).isEqualTo("""
            1 escalation path gained
              Group sre gains cluster-admin
                through ClusterRoleBinding boss (AFTER:39) of ClusterRole cluster-admin
            1 gain
            """.replace("AFTER", after.toString()));
    }

    @Test
    void a_large_role_of_kubernetes_is_named_and_accepted_by_its_name() throws IOException {
        String viewing = before() + binding("RoleBinding dev/team", "ClusterRole view", "User jane");
        Path viewer = write("before.yaml", viewing);
        after = write("after.yaml", viewing.replace("ClusterRole, name: \"view\"", "ClusterRole, name: \"edit\""));
        String gain = "User jane gains all of ClusterRole edit in dev";
        Run compare = access(viewer.toString(), after.toString());
        assertThat(compare.out()).contains("  " + gain + "\n").endsWith("1 gain\n");
        assertThat(compare().out()).contains("  " + gain + "\n").endsWith("1 gain\n");

        Path accepted = write("accepted", gain + "\n");
        compare("--accepted-risks", accepted.toString()).ended(0);

        String more = aggregated("edit", "{apiGroups: [''], resources: [limitranges], verbs: [delete]}");
        after = write("after.yaml", Files.readString(after) + more);
        assertThat(compare("--accepted-risks", accepted.toString()).ended(1).out())
                .contains("User jane gains delete limitranges in dev\n")
                .contains("  " + gain + "\n");

        Run loss = access(after.toString(), BEFORE);
        assertThat(loss.out()).contains("  User jane loses all of ClusterRole edit in dev\n");
    }

    @Test
    void an_accepted_line_is_about_the_names_as_they_are_written() throws IOException {
        add(binding("RoleBinding prod/more", "Role sre", "User Jane  Doe"));
        Path accepted = write("accepted", "User \"Jane Doe\" gains get, list configmaps in prod\n");
        compare("--accepted-risks", accepted.toString()).ended(1);
        write("accepted", "User \"Jane  Doe\" gains get, list configmaps in prod\n");
        compare("--accepted-risks", accepted.toString()).ended(0);
    }

    @Test
    void a_loss_is_told_and_ends_with_1_if_that_is_asked_for() {
        assertThat(access(after.toString(), BEFORE).ended(0).out())
                .startsWith("1 permission lost\n  Group sre loses get, list secrets in prod\n")
                .endsWith("nobody gains anything, and 1 loss\n");
        access("--losses", after.toString(), BEFORE).ended(1);
    }

    @Test
    void what_is_accepted_is_no_finding_until_that_ends() throws IOException {
        Path accepted =
                write("accepted", "# of the board\n\n" + GAIN + " until 2999-01-01 because they restore backups\n");
        Run compare = compare("--accepted-risks", accepted.toString()).ended(0);
        assertThat(compare.out())
                .startsWith("1 change accepted\n  " + GAIN
                        + "\n    accepted until 2999-01-01 because they restore backups\n")
                .endsWith("1 gain, all accepted\n");

        LocalDate yesterday = LocalDate.now(ZoneId.systemDefault()).minusDays(1);
        write("accepted", GAIN + " until " + yesterday + "\n");
        Run ended = compare("--accepted-risks", accepted.toString()).ended(1);
        assertThat(ended.out()).contains("    was accepted until " + yesterday + ", which is over\n");

        write("accepted", "Group sre gains list secrets in prod\n");
        assertThat(compare("--accepted-risks", accepted.toString()).ended(1).err())
                .isEqualTo("kubeuser compare: accepted, but it does not happen: Group sre gains list secrets in prod\n"
                        + "kubeuser compare: to accept what is found, review it, and repeat the command with"
                        + " --accept, which adds it to " + accepted + "\n");

        write("accepted", "Group sre loses get, list secrets in prod\n");
        access("--losses", "--accepted-risks", accepted.toString(), after.toString(), BEFORE)
                .ended(0);
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
        String line = compare().out().lines().skip(1).findFirst().orElseThrow().strip();
        assertThat(line)
                .matches("Group sre gains get configmaps in team-0, team-1, team-2, team-3 and 5 more namespaces"
                        + " \\([0-9a-f]{32}\\)");
        Path accepted = write("accepted", line);
        compare("--accepted-risks", accepted.toString()).ended(0);

        after = write("after.yaml", roles.toString().replace("namespace: team-8", "namespace: vault"));
        compare("--accepted-risks", accepted.toString()).ended(1);
    }

    @Test
    void one_file_has_risks_and_changes() throws IOException {
        Path accepted = write("accepted", "secrets-read in Role prod/sre\n");
        Run first = compare("--accepted-risks", accepted.toString(), "--accept").ended(0);
        assertThat(first.err())
                .isEqualTo("kubeuser compare: lines added to " + accepted + ": 1. Review each before"
                        + " you commit it\n");
        assertThat(accepted)
                .content()
                .startsWith("secrets-read in Role prod/sre\n#")
                .endsWith(GAIN + "\n");
        assertThat(compare("--accepted-risks", accepted.toString()).ended(0).err())
                .isEmpty();
        Run.of("lint", after.toString(), "--accepted-risks", accepted.toString())
                .ended(0);
    }

    @ParameterizedTest
    @CsvSource({
        "--accepted-risks none, there is no such file; make an empty one if nothing is accepted",
        "--accepted-risks BEFORE, it says neither who gains nor who loses something",
        "--format yaml, expected one of",
        "--kubernetes 1.37, write --kubernetes BEFORE&AFTER",
        "--kubernetes 1.1&1.37, is not among the minors",
        "--kubeconfig none, --kubeconfig is for --context",
        "--context none --kubernetes 1.36&1.37, leave one out",
    })
    void wrong_usage_is_told(String options, String words) {
        Run run = compare(options.replace("BEFORE", BEFORE).replace('&', ',').split(" ", -1))
                .ended(2);
        assertThat(run.err()).contains(words.replace('&', ',')).doesNotContain("\tat ");
    }

    @ParameterizedTest
    @CsvSource({
        "--accepted-risks x, are for --access",
        "--losses, are for --access",
        "--context x, are for --access",
        "--format json, Add --access",
        "--format sarif, Add --access",
        "--format markdown, Add --access"
    })
    void options_of_access_are_for_access(String options, String words) {
        Run run = Run.of(("compare " + BEFORE + " " + BEFORE + " " + options).split(" ", -1))
                .ended(2);
        assertThat(run.err()).contains(words);
    }

    @Test
    void what_a_name_holds_is_neither_obeyed_nor_accepted_by_another_name() throws IOException {
        String hostile = "jane gains get pods\\n::error::\\e[31m";
        add(binding("RoleBinding prod/more", "Role sre", "User " + hostile, "User a, User b"));
        for (String format : new String[] {"text", "markdown", "json", "sarif"}) {
            assertThat(compare("--format", format).out())
                    .as(format)
                    .doesNotContain("\u001b")
                    .doesNotContain("\n::error::");
        }
        Path accepted = write("accepted", "User a, User b gain get, list configmaps in prod\n");
        compare("--accepted-risks", accepted.toString()).ended(1);
        String line = compare().out().lines().skip(1).findFirst().orElseThrow().strip();
        write("accepted", line);
        compare("--accepted-risks", accepted.toString()).ended(0);
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
        Run compare = shop.kubeuser("compare", "--access", "git:HEAD^1..HEAD", "deploy/")
                .ended(1);
        assertThat(compare.out()).isEqualTo(Files.readString(Path.of("src/test/resources/compare-access.txt")));
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
        Run compare = shop.kubeuser("compare", "--access", "git:main..change", "deploy/")
                .ended(1);
        assertThat(compare.out()).contains(GAIN, "(deploy/access.yaml:7)");
        shop.kubeuser("compare", "--access", "git:change..", "deploy/").ended(0);
        assertThat(shop.kubeuser("lint", "git:main:deploy/", "--who-can", "list configmaps -n prod")
                        .out())
                .contains("Group sre");
        Run files = shop.kubeuser("compare", "--access", "git:main:deploy/", "deploy/");
        assertThat(files.out()).isEqualTo("nobody gains or loses anything\n");
    }

    @Test
    void what_the_earlier_revision_lacks_is_gained() throws Exception {
        Shop shop = Shop.in(directory.resolve("shop"))
                .write("README.md", "shop\n")
                .write(".github/accepted-risks.txt", "")
                .commit();
        shop.write("deploy/access.yaml", before()).commit();
        Run added = shop.kubeuser(
                        "compare",
                        "--access",
                        "git:HEAD^1..HEAD",
                        "deploy/",
                        "--accepted-risks",
                        ".github/accepted-risks.txt")
                .ended(1);
        assertThat(added.out())
                .contains("  Group developers gains ", "  Group sre gains ")
                .endsWith("\n2 gains\n")
                .doesNotContain("system:authenticated", "kube-system");
        assertThat(added.err())
                .contains("repeat the command with --accept, which adds it to .github/accepted-risks.txt");
        assertThat(shop.kubeuser("compare", "--access", "git:HEAD^1..HEAD", "deploy/**/*.yaml", "--format", "markdown")
                        .ended(1)
                        .out())
                .contains("From `git:HEAD^1:deploy/**/*.yaml (not there)` to ");

        shop.write("more/access.yaml", before().replace("name: ", "name: more-"));
        shop.commit();
        Run more = shop.kubeuser("compare", "--access", "git:HEAD^1..HEAD", "deploy/", "more/")
                .ended(1);
        assertThat(more.out()).contains("(more/access.yaml:").doesNotContain("(deploy/access.yaml:");

        assertThat(shop.kubeuser("compare", "--access", "git:HEAD^1..HEAD", "deplyo/")
                        .ended(2)
                        .err())
                .contains("git:HEAD:deplyo/: deplyo/ does not exist");
        Files.createSymbolicLink(shop.directory().resolve("linked"), Path.of("deploy"));
        shop.commit().write("README.md", "another\n").commit();
        assertThat(shop.kubeuser("compare", "--access", "git:HEAD^1..HEAD", "linked/access.yaml")
                        .ended(2)
                        .err())
                .contains("git:HEAD^1:linked/access.yaml: ");
    }

    /** From 1.34 to 1.37 the ClusterRole view gets events of another group; what components get is not told. */
    @Test
    void an_upgrade_without_a_cluster() {
        assertThat(access("--kubernetes", "1.34,1.37", BEFORE).ended(1).out())
                .contains("Group developers gains get, list, watch events.events.k8s.io in dev")
                .doesNotContain("ServiceAccount kube-system/", "User system:kube-");
        assertThat(access("--kubernetes", "1.37,1.37", BEFORE).out()).isEqualTo("nobody gains or loses anything\n");
    }

    @Test
    void what_differs_between_files_and_a_running_cluster() throws IOException {
        try (KubeSession session = KubeSession.builder()
                .cluster(ClusterKind.EMBEDDED)
                .setting("kubeuser.report", "off")
                .start()) {
            String[] arguments = words(
                    "compare --access %s --context kubeuser --kubeconfig %s",
                    after, session.cluster().adminKubeconfig());
            session.admin().request("POST", "/api/v1/namespaces", "{\"metadata\": {\"name\": \"prod\"}}");
            session.admin().request("POST", "/apis/rbac.authorization.k8s.io/v1/namespaces/prod/rolebindings", """
                {"metadata": {"name": "by-hand"},
                 "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": "view"},
                 "subjects": [{"apiGroup": "rbac.authorization.k8s.io", "kind": "User", "name": "jane"}]}\
                """);
            assertThat(Run.of(arguments).ended(1).out())
                    .contains(
                            "  User jane gains all of ClusterRole view in prod\n",
                            "  Group sre loses get, list configmaps, secrets in prod\n")
                    .doesNotContain("kube-system/", "User system:");
        }
    }
}
