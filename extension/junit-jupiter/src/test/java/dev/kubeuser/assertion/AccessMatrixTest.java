// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.assertion;

import static dev.kubeuser.assertion.KubeAssertions.assertThat;
import static dev.kubeuser.assertion.KubeAssertions.assertThatExceptionOfType;
import static dev.kubeuser.assertion.KubeAssertions.tuple;
import static dev.kubeuser.testkit.Failures.assertFails;

import dev.kubeuser.KubeUser;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.base.internal.Golden;
import dev.kubeuser.cluster.Cluster;
import dev.kubeuser.question.AccessMatrix;
import dev.kubeuser.rbac.Subject;
import dev.kubeuser.testkit.Policy;
import dev.kubeuser.testkit.PolicyInForce;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Who may do what and where, as a table that is held against one that was committed. */
@KubeUser("max")
class AccessMatrixTest {

    @RegisterExtension
    static final PolicyInForce POLICY = new PolicyInForce(new Policy()
            .namespace("matrix")
            .role("matrix/matrix", "get,list pods,pods/log", "create,bind,escalate roles.rbac.authorization.k8s.io")
            .to("user max", "group matrix-group", "account matrix/robot")
            .role("matrix/named", "create,patch configmaps settings", "delete namespaces")
            .to("user nan")
            .clusterRole("matrix-named", "get configmaps settings", "patch namespaces matrix-other")
            .to("user nan")
            .manifests("the policy of AccessMatrixTest"));

    /** Of a user whom no binding names: what Kubernetes lets everybody do. */
    private static final String EVERYBODY = """
        | subject | namespace | resource | get | list | watch | create | update | patch | delete | deletecollection | others |
        | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |
        | user:nobody |  | selfsubjectaccessreviews.authorization.k8s.io |  |  |  | x |  |  |  |  |  |
        | user:nobody |  | selfsubjectreviews.authentication.k8s.io |  |  |  | x |  |  |  |  |  |
        | user:nobody |  | selfsubjectrulesreviews.authorization.k8s.io |  |  |  | x |  |  |  |  |  |
        """;

    private static final String TABLE = """
        | subject | namespace | resource | get | list | watch | create | update | patch | delete | deletecollection | others |
        | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |
        | max | matrix | pods | x | x | - | - | - | - | - | - |  |
        | max | matrix | pods/log | x |  |  |  |  |  |  |  |  |
        | max | matrix | roles.rbac.authorization.k8s.io | - | - | - | x | - | - | - | - | bind escalate |
        """;

    private static AccessMatrix of(KubeAccess max) {
        return AccessMatrix.builder(max.cluster()).subjects(max).in("matrix").ask();
    }

    @Test
    void has_a_row_for_each_resource_that_something_may_be_done_with(KubeAccess max) {
        assertThat(of(max).markdown()).isEqualTo(TABLE);
    }

    /** What is allowed on one object, and on the namespace, is access that a subject gains or loses. */
    @Test
    void has_a_row_for_each_object_that_a_rule_names_and_for_the_namespace(Cluster cluster) {
        AccessMatrix matrix = AccessMatrix.builder(cluster)
                .subject("user:nan")
                .in("matrix")
                .inAllNamespaces()
                .clusterWide()
                .ask();
        assertThat(matrix.markdown()
                        .lines()
                        .filter(line -> !line.contains("| selfsubject"))
                        .skip(2))
                .containsExactly(
                        "| user:nan |  | namespaces \"matrix-other\" | - | - | - | - | - | x | - |  |  |",
                        "| user:nan | * | configmaps \"settings\" | x | - | - | - | - | - | - |  |  |",
                        "| user:nan | matrix | configmaps \"settings\" | x | - | - | x | - | x | - |  |  |",
                        "| user:nan | matrix | namespaces | - |  |  |  | - | - | x |  |  |");
    }

    @Test
    void is_printed_in_columns(KubeAccess max) {
        assertThat(of(max)).hasToString("""
            subject  namespace  resource                         get  list  watch  create  update  patch  delete  deletecollection  others
            max      matrix     pods                             x    x     -      -       -       -      -       -
            max      matrix     pods/log                         x
            max      matrix     roles.rbac.authorization.k8s.io  -    -     -      x       -       -      -       -                 bind escalate
            """);
    }

    @Test
    void is_of_subjects_without_a_credential_too(Cluster cluster) {
        AccessMatrix matrix = AccessMatrix.builder(cluster)
                .subject("group:matrix-group")
                .subject("serviceaccount:matrix/robot")
                .subject("user:somebody")
                .in("matrix", "default")
                .inAllNamespaces()
                .ask();
        assertRows(matrix, "group:matrix-group", "serviceaccount:matrix/robot");
        assertRows(
                AccessMatrix.builder(cluster)
                        .subject(Subject.serviceAccount("matrix", "robot"))
                        .in("matrix")
                        .ask(),
                "ServiceAccount matrix/robot");
    }

    /** One row for each subject and resource. */
    private static void assertRows(AccessMatrix matrix, String... subjects) {
        assertThat(matrix.rows())
                .extracting(AccessMatrix.Row::subject, AccessMatrix.Row::namespace, AccessMatrix.Row::resource)
                .isEqualTo(Stream.of(subjects)
                        .flatMap(subject -> Stream.of("pods", "pods/log", "roles.rbac.authorization.k8s.io")
                                .map(resource -> tuple(subject, "matrix", resource)))
                        .toList());
    }

    @Test
    void tells_users_of_one_name_apart_by_their_groups(Cluster cluster, KubeAccess max) {
        AccessMatrix matrix;
        try (KubeAccess member = KubeAccess.impersonate(cluster, "max", Set.of("matrix-group"))) {
            matrix = AccessMatrix.builder(cluster)
                    .subjects(member, max, max)
                    .in("matrix")
                    .ask();
        }

        assertRows(matrix, "max", "max (matrix-group)");
    }

    @Test
    void shows_what_everybody_may(Cluster cluster) {
        AccessMatrix matrix = AccessMatrix.builder(cluster)
                .subject("user:nobody")
                .clusterWide()
                .ask();
        assertThat(matrix.markdown()).isEqualTo(EVERYBODY);
    }

    @Test
    void matches_the_golden_file_that_it_wrote(KubeAccess max, @TempDir Path directory) {
        Path golden = directory.resolve("access/golden.md");
        assertThat(of(max)).matchesGolden(golden, Golden.Mode.UPDATE);
        assertThat(golden).hasContent(TABLE);
        assertThat(of(max)).matchesGolden(golden).matchesGolden(golden, Golden.Mode.COMPARE);
    }

    @Test
    void should_fail_if_access_was_gained_and_lost(KubeAccess max, @TempDir Path directory) throws IOException {
        Path golden = Files.writeString(
                directory.resolve("golden.md"),
                TABLE.replace("| pods | x | x | -", "| pods | - | x | x").replace("bind escalate", "escalate"));
        assertFails(() -> assertThat(of(max)).matchesGolden(golden), """

                    Expecting access to be as in %s
                    but it was gained:
                      max: get pods in namespace "matrix"
                      max: bind roles.rbac.authorization.k8s.io in namespace "matrix"
                    but it was lost:
                      max: watch pods in namespace "matrix"
                    If this is intended, write the file again with -Dkubeuser.golden=update and commit it.\
                    """.formatted(golden));
    }

    @Test
    void should_write_no_file_that_is_missing(KubeAccess max, @TempDir Path directory) {
        Path golden = directory.resolve("none.md");
        assertFails(() -> assertThat(of(max)).matchesGolden(golden))
                .hasMessageContaining("but the file does not exist.");
        assertThat(golden).doesNotExist();
    }

    @Test
    void should_refuse_a_file_that_is_something_else(KubeAccess max, @TempDir Path directory) throws IOException {
        Path readme = Files.writeString(directory.resolve("README.md"), "# Access\n");
        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> assertThat(of(max)).matchesGolden(readme))
                .withMessageStartingWith(readme + " is not an access table: its first line should be | subject |");
    }

    @Test
    void should_refuse_to_do_something_else() {
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> Golden.Mode.parse("updat"))
                .withMessage("write update to write golden files, or compare, the default");
    }

    @Test
    void should_refuse_to_be_about_nobody_or_nowhere(Cluster cluster) {
        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> AccessMatrix.builder(cluster).clusterWide().ask());
        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() ->
                        AccessMatrix.builder(cluster).subject("user:somebody").ask())
                .withMessage("An access matrix needs subjects, and in(...), inAllNamespaces() or clusterWide()");
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> AccessMatrix.builder(cluster).subject("somebody"))
                .withMessage("\"somebody\" names no subject: write \"User alice\", \"Group developers\" or"
                        + " \"ServiceAccount ci/deployer\"; \"user:alice\", \"group:developers\" and"
                        + " \"ci/deployer\" are good too");
    }
}
