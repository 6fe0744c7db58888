// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The exit codes of commands that start no cluster, and what is told of each mistake before anything starts. */
class UsageTest {

    @TempDir
    private Path directory;

    private Run run(String line) {
        return Run.of(line.replace("ORDERS", "src/test/resources/orders.yaml")
                .replace("RBAC", "src/test/resources/run/rbac.yaml")
                .replace("TABLE", "src/test/resources/test/shop-short.yaml")
                .replace("DIRECTORY", directory.toString()));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        0 | --help
        0 | --version
        0 | help lint
        0 | lint ORDERS
        1 | lint RBAC
        0 | lint ORDERS --who-can 'list pods -n orders'
        1 | lint ORDERS --who-can 'list secrets'
        0 | lint ORDERS --can 'group:orders-team list pods -n orders'
        1 | lint ORDERS --can 'group:orders-team delete pods -n orders'
        0 | lint ORDERS --kubernetes v1.37.99
        0 | compare --access ORDERS ORDERS
        1 | compare --access ORDERS RBAC
        0 | init DIRECTORY/new ORDERS
        2 | cleanup --context no-such
        """)
    void exit_codes(int exitCode, String line) {
        run(line).ended(exitCode);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        lint | Missing required parameter: 'SOURCE'
        lint nowhere.yaml | nowhere.yaml does not exist
        lint ORDERS --can 'jane get pods' | "jane" names no subject: write "User alice"
        lint ORDERS --who-can secrets | write VERB RESOURCE [NAME] [-n NAMESPACE]
        lint ORDERS --unchecked --who-can 'get pods -n Orders' | for all at once there is the question without -n
        lint ORDERS --unchecked --who-can 'get /api/v1/pods' | name verb and resource, as in list pods -n dev
        lint ORDERS --unchecked --who-can 'get /healthz -n orders' | leave out -n orders
        lint ORDERS --format sarif --who-can 'list pods' | leave out --can and --who-can, or write --format json
        lint ORDERS --kubernetes 1.35 --who-can 'impersonate:user-info users.authentication.k8s.io' | Kubernetes does from 1.36 on
        lint ORDERS --kubernetes 99.99 | Kubernetes 99.99 is not among the minors that this release of kubeuser knows: 1.
        lint ORDERS --kubernetes 1.7 | Kubernetes 1.7 is not among the minors that this release of kubeuser knows: 1.
        lint ORDERS --kubernetes v1.7.3 | v1.7.3 is not among the minors that this release of kubeuser knows: 1.
        lint ORDERS --accept | name it by --accepted-risks FILE
        lint target/none ORDERS --set a=b | --release, --values and --set are of a chart: name one, as in helm:charts/operator
        lint olm:operators:../../sample-tests/bundle --namespace operators | :49: backups.v1.4.0 supports only AllNamespaces, so an operator in operators cannot watch
        lnit ORDERS | Unmatched arguments
        compare ORDERS ORDERS | Add --access for who gains and loses what, --account for what a ServiceAccount holds, --roles for what two roles allow, or --kubernetes BEFORE,AFTER
        compare ORDERS --kubernetes 1.36,1.37 --format json | --format json is for --access, --roles and --account: add one of them
        compare ORDERS --kubernetes 1.37 | write --kubernetes BEFORE,AFTER
        compare ORDERS ORDERS --accepted-risks x | are for --access
        compare ORDERS ORDERS --losses | are for --access
        compare ORDERS ORDERS --context x | are for --access
        compare ORDERS ORDERS --format json | Add --access
        compare ORDERS ORDERS --set a=b | --release, --values and --set are of a chart
        compare --access ORDERS | two policies are compared, and there is one
        compare --access ORDERS ORDERS --accepted-risks none | there is no such file; make an empty one if nothing is accepted
        compare --access ORDERS ORDERS --accepted-risks ORDERS | it says neither who gains nor who loses something
        compare --access ORDERS ORDERS --format yaml | expected one of
        compare --access ORDERS ORDERS --kubernetes 1.37 | write --kubernetes BEFORE,AFTER
        compare --access ORDERS ORDERS --kubernetes 1.1,1.37 | is not among the minors
        compare --access ORDERS ORDERS --kubeconfig none | --kubeconfig is for --context
        compare --access ORDERS --context none --kubernetes 1.36,1.37 | leave one out
        compare --access ORDERS --context prod --kubeconfig '' | name it by --kubeconfig
        compare --access git:main..HEAD | is two revisions: name also what to read at both
        compare --access git:main...HEAD ORDERS | git:$(git merge-base main HEAD)..HEAD
        compare --access git:-x..HEAD ORDERS | a revision cannot begin with a hyphen
        compare --roles manager ORDERS ORDERS | names no role of src/test/resources/orders.yaml, which has Role orders/orders-team
        compare --roles operator,a,b ORDERS ORDERS | write --roles BEFORE,AFTER
        compare --roles operator --access ORDERS ORDERS | leave all but one out
        compare --roles 'orders-team,orders-team in ' ORDERS ORDERS | No RoleBinding in
        init DIRECTORY | Missing required parameter
        init DIRECTORY no-such.yaml | no-such.yaml
        init ORDERS RBAC | is not a directory
        init DIRECTORY ORDERS --set a=b | --release, --values and --set are of a chart
        test | Missing required parameter: 'TAB
        test no-such.yaml | The table no-such.yaml could not be read: there is no such file
        test DIRECTORY | could not be read: it is a directory
        test TABLE --user =dev | --user: the user name is empty
        test TABLE --user bob --user bob=dev | two users are named "bob"
        test TABLE --user 'bob=dev, dev' | the group "dev" is given twice
        test --golden golden.md | --golden is about subjects: name them by --golden-of
        test TABLE --golden-update | are of a golden file: add --golden
        test --golden RBAC --golden-of user:bob | is not an access table
        test --golden golden.md --golden-of bob | no user "bob" is declared for the golden
        test --golden src --golden-of user:bob | is a directory, and the golden file is
        test TABLE --set a=b | --release, --values and --set are of a chart
        test TABLE --manifests no-such.yaml | no-such.yaml
        test TABLE --cluster kind | --cluster kind:
        test TABLE --coverage all | --coverage all:
        test TABLE --junit-xml DIRECTORY | is a directory, and a file is to be written
        check no-such --coverage 1 | No test recorded anything in no-such. Run the tests first
        report no-such | No test recorded anything in no-such
        report DIRECTORY -o '' | a directory is needed, and the name is empty
        report '' | a directory is needed, and the name is empty
        cleanup --dry-run | --context
        """)
    void mistakes_are_told_before_anything_starts(String line, String words) {
        assertThat(run(line).mistaken(words).err()).doesNotContain("Usage:");
    }
}
