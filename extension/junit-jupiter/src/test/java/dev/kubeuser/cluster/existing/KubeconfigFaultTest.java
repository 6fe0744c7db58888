// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.cluster.existing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kubeuser.KubeUser;
import dev.kubeuser.cluster.ClusterException;
import dev.kubeuser.cluster.ClusterKind;
import dev.kubeuser.cluster.ClusterSpec;
import dev.kubeuser.cluster.Clusters;
import dev.kubeuser.cluster.ExistingOptions;
import dev.kubeuser.cluster.LaunchOptions;
import dev.kubeuser.kinds.RunsOnce;
import dev.kubeuser.testkit.ChildJvm;
import dev.kubeuser.testkit.ChildTest;
import dev.kubeuser.testkit.ControlPlanes;
import dev.kubeuser.testkit.NeedsUnix;
import dev.kubeuser.testkit.OneTest;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.AbstractThrowableAssert;
import org.assertj.core.util.Throwables;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Kubeconfigs that cannot be used, and the credential plugins that they name: each is one sentence, and soon. */
@RunsOnce
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
@NeedsUnix
class KubeconfigFaultTest {

    private static final String CLUSTER = "{server: 'https://127.0.0.1:1'}";
    private static final String USER = "{token: T0ken}";

    @TempDir
    private Path directory;

    @Test
    void plugin_that_hangs_is_ended() throws IOException {
        Path pids = directory.resolve("pids");
        Path plugin =
                plugin("echo waiting for a browser >&2; sleep 600 & echo \"$$ $!\" >'" + pids + "'; wait; echo never");
        assertFails(kubeconfig(CLUSTER, exec(plugin)), Duration.ofSeconds(5))
                .hasMessage("The context only of " + directory.resolve("config")
                        + " cannot be used: the credential plugin "
                        + plugin + " did not end within 5.0 s; set kubeuser.start-timeout to wait longer\nIt said:\n"
                        + "  waiting for a browser");
        for (String pid : Files.readString(pids).strip().split(" ", -1)) {
            Awaitility.await().until(() -> ControlPlanes.isGone(Long.parseLong(pid)));
        }
        assertThat(kubeconfigsWith(plugin)).isEmpty();
    }

    @Test
    void plugin_ends_with_a_start_that_is_interrupted() throws IOException {
        Path plugin = plugin("exec sleep 600");
        Thread.currentThread().interrupt();
        assertFails(kubeconfig(CLUSTER, exec(plugin))).hasMessageContaining("was interrupted");
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void plugin_that_prints_without_end_is_ended() throws IOException {
        assertFails(kubeconfig(CLUSTER, exec(plugin("exec cat /dev/zero"))))
                .hasMessageContaining("printed more than a megabyte, which is not an ExecCredential");
    }

    @Test
    void plugin_that_fails_is_quoted() throws IOException {
        assertFails(kubeconfig(CLUSTER, exec(plugin("echo log in first >&2; exit 3"))))
                .hasMessageContaining("ended with exit code 3\nIt said:\n  log in first");
    }

    @Test
    void what_a_plugin_prints_is_not_repeated() throws IOException {
        Path prose = plugin("echo T0ken");
        assertFails(kubeconfig(CLUSTER, exec(prose)))
                .hasMessageContaining("printed something else than")
                .satisfies(KubeconfigFaultTest::hasNoToken);
        Path version =
                plugin("echo '{\"kind\":\"ExecCredential\",\"apiVersion\":\"v0\",\"status\":{\"token\":\"T0ken\"}}'");
        assertFails(kubeconfig(CLUSTER, exec(version)))
                .hasMessageContaining("not of kind ExecCredential and apiVersion client.authentication.k8s.io/v1")
                .satisfies(KubeconfigFaultTest::hasNoToken);
    }

    @Test
    void kubeconfig_that_is_too_long() throws IOException {
        Path file = directory.resolve("config");
        Files.writeString(file, ("# " + "junk".repeat(100) + "\n").repeat(125_000));
        assertFails(file)
                .hasMessageContaining(file + " could not be read: ")
                .hasMessageContaining("it is longer than 3 MB");
    }

    @Test
    void kubeconfig_that_is_not_there_or_no_file() {
        assertFails(directory.resolve("none")).hasMessageContaining("could not be read");
        assertFails(Path.of("/dev/zero")).hasMessageContaining("it is not a regular file");
    }

    @Test
    void kubeconfig_that_is_not_yaml() throws IOException {
        Path file = Files.writeString(directory.resolve("config"), "users:\n- {T0ken\n");
        assertFails(file)
                .hasMessageStartingWith("The file " + file + " is not a kubeconfig: in line 3 ")
                .satisfies(KubeconfigFaultTest::hasNoToken);
        Files.writeString(file, "no kubeconfig at all");
        assertFails(file).hasMessageContaining(file + " is not a kubeconfig");
        Files.writeString(file, "clusters: T0ken\n");
        assertFails(file)
                .hasMessage("The file " + file
                        + " is not a kubeconfig: it is no YAML object in which clusters, contexts and"
                        + " users are lists");
    }

    /** {@code DIRECTORY} is that of the kubeconfig. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        cluster "c" | {} | has no field server: the https:// address of the API server is needed
        cluster "c" | {server: example} | has a field server that is not the URL of a server
        cluster "c" | {server: 'https://127.0.0.1:99999'} | has a field server that is not the URL of a server
        cluster "c" | {server: 'https://admin:T0ken@127.0.0.1:1'} | has a user name or a password in the field server, which Kubernetes does not take: remove it
        cluster "c" | {server: 'https://127.0.0.1:1', insecure-skip-tls-verify: 'true'} | has a field insecure-skip-tls-verify that is neither true nor false
        cluster "c" | {server: 'https://127.0.0.1:1', certificate-authority-data: '?'} | has a field certificate-authority-data that is not base64 of a PEM file
        cluster "c" | {server: 'https://127.0.0.1:1', certificate-authority-data: ''} | has a field certificate-authority-data that is not base64 of a PEM file
        user "u" | {token: "T0ken\\nT0ken"} | has a token with a line break or another control character
        user "u" | {tokenFile: none} | names the tokenFile DIRECTORY/none
        user "u" | {client-certificate-data: 'bm9uZQ=='} | has only one of client-certificate and client-key: a certificate is of use with its key alone
        user "u" | {exec: kubectl} | the field exec of its user is not an object
        user "u" | {exec: {apiVersion: client.authentication.k8s.io/v1}} | the field exec.command of its user is missing; it has to name a program
        user "u" | {exec: {apiVersion: client.authentication.k8s.io/v1alpha1, command: 'true'}} | is "client.authentication.k8s.io/v1alpha1", and has to be client.authentication.k8s.io/v1 or
        """)
    void malformed_field(String entry, String content, String words) throws IOException {
        boolean isCluster = entry.startsWith("cluster");
        assertFails(isCluster ? kubeconfig(content, USER) : kubeconfig(CLUSTER, content))
                .hasMessageStartingWith("The " + entry + " in " + directory.resolve("config") + " ")
                .hasMessageContaining(words.replace("DIRECTORY", directory.toString()))
                .satisfies(KubeconfigFaultTest::hasNoToken);
    }

    @Test
    void authority_or_proxy_of_a_cluster_that_is_none() throws IOException {
        String server = "{server: 'https://127.0.0.1:1', ";
        assertFails(kubeconfig(server + "certificate-authority-data: 'bm9uZQ=='}", USER))
                .hasMessageContaining("its certificate-authority-data holds no certificates");
        assertFails(kubeconfig(server + "proxy-url: 'http://a b:1'}", USER))
                .hasMessageContaining("its proxy-url is not a URL: http://HOST:PORT or socks5://HOST:PORT is needed");
    }

    @Test
    void server_that_is_not_verified() throws IOException {
        assertFails(kubeconfig("{server: 'https://127.0.0.1:1', insecure-skip-tls-verify: true}", USER))
                .hasMessageContainingAll("insecure-skip-tls-verify: true", "certificate-authority");
        assertFails(kubeconfig("{server: 'http://127.0.0.1:1'}", USER))
                .hasMessageContaining("not at an https:// address");
    }

    @Test
    void server_out_of_reach() throws IOException {
        assertFails(kubeconfig(CLUSTER, USER)).hasMessageContainingAll("cannot be used", "127.0.0.1:1");
        assertFails(kubeconfig("{server: 'https://nowhere.invalid:6443'}", USER))
                .hasMessageContaining(" does not answer: no address is known for the name nowhere.invalid");
        assertFails(kubeconfig("{server: 'https://192.0.2.1:6443', proxy-url: 'http://127.0.0.1:1'}", USER))
                .hasMessageContainingAll(" does not answer: ", ", through the proxy 127.0.0.1:1");
    }

    @KubeUser("alice")
    static class NeverRuns extends OneTest {}

    @Test
    void server_that_nobody_vouches_for() throws Exception {
        Path file = kubeconfig(CLUSTER, USER);
        Path empty = directory.resolve("empty.p12");
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        try (OutputStream out = Files.newOutputStream(empty)) {
            store.store(out, "changeit".toCharArray());
        }
        try (ChildJvm child = ChildTest.start(
                directory,
                NeverRuns.class,
                "-Djavax.net.ssl.trustStore=" + empty,
                "-Djavax.net.ssl.trustStorePassword=changeit",
                "-Dkubeuser.cluster=existing",
                "-Dkubeuser.kubeconfig=" + file,
                "-Dkubeuser.context=only")) {
            assertThat(child.awaitEnd()).isNotZero();
            assertThat(child.output())
                    .contains("The context only of " + file + " cannot be used: its cluster has no"
                            + " certificate-authority-data, and this JVM trusts no authority either");
        }
    }

    private static void hasNoToken(Throwable failure) {
        assertThat(Throwables.getStackTrace(failure)).doesNotContain("T0ken");
    }

    private static AbstractThrowableAssert<?, ? extends Throwable> assertFails(Path kubeconfig) {
        return assertFails(kubeconfig, Duration.ofSeconds(30));
    }

    private static AbstractThrowableAssert<?, ? extends Throwable> assertFails(Path kubeconfig, Duration startTimeout) {
        ClusterSpec spec = ClusterSpec.defaults()
                .withKind(ClusterKind.EXISTING)
                .withExisting(ExistingOptions.of(kubeconfig, "only"))
                .withLaunch(LaunchOptions.defaults().withStartTimeout(startTimeout));
        return assertThatThrownBy(() -> Clusters.start(spec)).isInstanceOf(ClusterException.class);
    }

    /** Of a cluster and a user in YAML. */
    private Path kubeconfig(String cluster, String user) throws IOException {
        return Files.writeString(directory.resolve("config"), """
            apiVersion: v1
            kind: Config
            clusters: [{name: c, cluster: %s}]
            users: [{name: u, user: %s}]
            contexts: [{name: only, context: {cluster: c, user: u}}]
            """.formatted(cluster, user));
    }

    private static String exec(Path plugin) {
        return "{exec: {apiVersion: client.authentication.k8s.io/v1, command: " + plugin + "}}";
    }

    private Path plugin(String script) throws IOException {
        Path program = Files.createTempFile(
                directory,
                "plugin",
                ".sh",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        return Files.writeString(program, "#!/bin/sh\n" + script + "\n");
    }

    /** In the directories of all clusters: other tests have theirs at the same time. */
    private static List<Path> kubeconfigsWith(Path plugin) throws IOException {
        try (Stream<Path> directories = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            return directories
                    .filter(each -> each.getFileName().toString().startsWith("kubeuser-"))
                    .map(each -> each.resolve("admin.kubeconfig"))
                    .filter(file -> contains(file, plugin.toString()))
                    .toList();
        }
    }

    private static boolean contains(Path file, String text) {
        try {
            return Files.readString(file).contains(text);
        } catch (IOException goneMeanwhile) {
            return false;
        }
    }
}
