// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.access;

import static dev.kubeuser.assertion.KubeAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.kubeuser.KubeCluster;
import dev.kubeuser.base.internal.Timed;
import dev.kubeuser.cluster.Cluster;
import dev.kubeuser.credential.ServiceAccountSpec;
import dev.kubeuser.credential.internal.ServiceAccounts;
import dev.kubeuser.testkit.NeedsUnix;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@KubeCluster
class UserFilesTest {

    /** Its user name has 337 characters; a file name may have 255 bytes. */
    @Test
    void of_the_longest_names(Cluster cluster) throws IOException {
        ServiceAccountSpec account = ServiceAccountSpec.named("n".repeat(62), longest());
        try (ServiceAccounts accounts = new ServiceAccounts(cluster);
                KubeAccess access = KubeAccess.connect(cluster, accounts.token(account))) {
            Path kubeconfig = access.kubeconfig().file();
            assertThat(Files.readString(kubeconfig)).contains("system:serviceaccount:" + "n".repeat(62));
            assertThat(kubeconfig.getParent()).isNotNull().asString().contains("/system-serviceaccount-nnn");
            assertThat(access).isAuthenticatedAs(account.userName());
        }
    }

    /** A ServiceAccount's name may have 253 characters, dots among them. */
    private static String longest() {
        String label = "a".repeat(63);
        return label + "." + label + "." + label + "." + "a".repeat(61);
    }

    @TempDir
    private Path directory;

    @Test
    @NeedsUnix
    void file_follows_its_content_until_it_is_removed() throws IOException {
        AtomicReference<String> content = new AtomicReference<>("first");
        UserFiles files = new UserFiles(directory, "alice", Duration.ofMillis(10));
        Path file = files.keepCurrent("token", content::get);
        assertThat(file).hasContent("first");
        content.set("second");
        await().untilAsserted(() -> assertThat(file).hasContent("second"));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        try (var siblings = Files.list(file.getParent())) {
            assertThat(siblings).containsExactly(file);
        }
        files.close();
        content.set("third");
        assertThat(file.getParent()).doesNotExist();
    }

    /** As where a token is requested at that moment. */
    @Test
    void content_that_is_asked_for_at_the_end_is_waited_for() throws InterruptedException {
        CountDownLatch again = new CountDownLatch(2);
        AtomicBoolean isCutShort = new AtomicBoolean();
        UserFiles files = new UserFiles(directory, "alice", Duration.ofMillis(10));
        files.keepCurrent("token", () -> {
            again.countDown();
            Timed.pause(Duration.ofMillis(200));
            isCutShort.compareAndSet(false, Thread.currentThread().isInterrupted());
            return "content";
        });
        again.await();
        files.close();
        assertThat(isCutShort).isFalse();
    }

    @Test
    void nothing_is_written_after_the_end() throws IOException {
        UserFiles closed = new UserFiles(directory, "alice");
        closed.close();
        assertThatThrownBy(() -> closed.write("key", "secret"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("The access as alice is closed, and its files are removed: ask for a file while the access"
                        + " is open");
        Path ofEndedCluster = directory.resolve("ended");
        UserFiles late = new UserFiles(ofEndedCluster, "alice");
        assertThatThrownBy(() -> late.write("key", "secret")).isInstanceOf(UncheckedIOException.class);
        assertThat(ofEndedCluster).doesNotExist();
    }
}
