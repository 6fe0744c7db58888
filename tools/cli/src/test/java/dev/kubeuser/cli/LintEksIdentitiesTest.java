package dev.kubeuser.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code lint} knows whom AWS lets into the cluster, if it is told. */
class LintEksIdentitiesTest {

    private static final String ORDERS = "src/test/resources/orders.yaml";
    private static final String AWS_AUTH = "src/test/resources/aws-auth.yaml";
    private static final String ENTRIES = "src/test/resources/access-entries.json";

    private static final String SRE = """
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata: {name: sre}
            rules:
            - {apiGroups: [rbac.authorization.k8s.io], resources: [clusterroles], verbs: [get, update, escalate]}
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRoleBinding
            metadata: {name: sre}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: sre}
            subjects:
            - {apiGroup: rbac.authorization.k8s.io, kind: Group, name: sre}
            - {apiGroup: rbac.authorization.k8s.io, kind: User, name: "arn:aws:iam::111122223333:user/ben"}
            """;

    @TempDir
    Path directory;

    private String file(String name, String text) throws IOException {
        return Files.writeString(directory.resolve(name), text).toString();
    }

    @Test
    void a_group_that_no_binding_names_is_a_finding() throws IOException {
        Run lint = Run.of("lint", ORDERS, "--eks-identities", AWS_AUTH);
        assertThat(lint.exitCode()).isEqualTo(1);
        assertThat(lint.out().lines())
                .containsExactly(
                        "1 group or user of an identity of EKS is in no binding: nobody gets anything by it, unless AWS"
                                + " gives it by an access policy",
                        "  Group order-viewers of arn:aws:iam::111122223333:role/orders (" + AWS_AUTH + ":13)");

        String bound = file("aws-auth.yaml", Files.readString(Path.of(AWS_AUTH)).replace("- order-viewers", ""));
        assertThat(Run.of("lint", ORDERS, "--eks-identities", bound).exitCode()).isZero();
    }

    @Test
    void a_user_without_groups_that_no_binding_names_is_a_finding() {
        assertThat(Run.of("lint", ORDERS, "--eks-identities", ENTRIES).out())
                .startsWith("2 groups or users of identities of EKS are in no binding")
                .contains("  User arn:aws:iam::111122223333:user/ben of arn:aws:iam::111122223333:user/ben (" + ENTRIES
                        + ":18)");
    }

    @Test
    void an_identity_is_searched_for_escalation_paths_with_its_groups() throws IOException {
        String policy = file("sre.yaml", SRE);
        Run lint = Run.of("lint", policy, "--eks-identities", ENTRIES, "--eks-identities", AWS_AUTH);
        assertThat(lint.exitCode()).isEqualTo(1);
        assertThat(lint.out())
                .contains(
                        "2 identities of EKS are cluster-admin, or can become it",
                        "  arn:aws:iam::111122223333:role/sre (" + ENTRIES
                                + ":3) as \"sre:{{SessionName}}\" [sre, system:authenticated] can become cluster-admin in 1"
                                + " step",
                        "    To close it")
                .doesNotContain("user/ben of arn:");
        String accepted = file("accepted.txt", """
                escalate in ClusterRole sre
                escalation-path from Group sre
                escalation-path from User sre:{{SessionName}} by ESCALATE
                escalation-path from User arn:aws:iam::111122223333:user/ben
                """);
        assertThat(Run.of("lint", policy, "--eks-identities", ENTRIES, "--accepted-risks", accepted)
                        .exitCode())
                .isZero();
    }

    @Test
    void masters_are_cluster_admin_by_their_groups() throws IOException {
        String masters = file(
                "aws-auth.yaml", Files.readString(Path.of(AWS_AUTH)).replace("- order-viewers", "- system:masters"));
        Run lint = Run.of("lint", ORDERS, "--eks-identities", masters);
        assertThat(lint.exitCode()).isEqualTo(1);
        assertThat(lint.out().lines())
                .hasSize(2)
                .startsWith("1 identity of EKS is cluster-admin, or can become it")
                .endsWith("  arn:aws:iam::111122223333:role/orders (" + masters
                        + ":13) as \"orders:{{SessionName}}\" [orders-team, system:masters, system:authenticated] is"
                        + " cluster-admin by its groups");
        String accepted =
                file("accepted.txt", "escalation-path from User orders:{{SessionName}} because of break-glass\n");
        assertThat(Run.of("lint", ORDERS, "--eks-identities", masters, "--accepted-risks", accepted)
                        .exitCode())
                .isZero();
    }

    @Test
    void programs_and_pages_of_ci_jobs_get_them_too() throws IOException {
        String policy = file("sre.yaml", SRE);
        JsonObject json = JsonParser.parseString(Run.of(
                                "lint",
                                policy,
                                "--eks-identities",
                                ENTRIES,
                                "--eks-identities",
                                AWS_AUTH,
                                "--format",
                                "json")
                        .out())
                .getAsJsonObject();
        JsonObject sre = json.getAsJsonArray("identityPaths").get(0).getAsJsonObject();
        assertThat(sre.get("arn").getAsString()).isEqualTo("arn:aws:iam::111122223333:role/sre");
        assertThat(sre.get("origin").getAsString()).isEqualTo(ENTRIES + ":3");
        assertThat(sre.getAsJsonObject("path").getAsJsonArray("techniques")).hasToString("[\"ESCALATE\"]");
        assertThat(json.getAsJsonArray("unboundSubjects"))
                .extracting(unbound -> unbound.getAsJsonObject().get("subject").getAsString())
                .containsExactly("Group orders-team", "Group order-viewers");
        assertThat(Run.of("lint", ORDERS, "--eks-identities", AWS_AUTH, "--format", "markdown")
                        .out())
                .startsWith("## 1 group or user of an identity of EKS is in no binding")
                .contains("  Group order-viewers of arn:");
    }

    @Test
    void a_file_without_identities_is_bad_input() {
        Run lint = Run.of("lint", ORDERS, "--eks-identities", ORDERS);
        assertThat(lint.exitCode()).isEqualTo(2);
        assertThat(lint.err())
                .contains(ORDERS
                        + ":1: expected access entries, as \"aws eks describe-access-entry\" prints them, or the")
                .doesNotContain("\tat ");
    }
}
