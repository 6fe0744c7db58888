// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.record.internal;

import static dev.kubeuser.kinds.Kind.EXISTING;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kubeuser.KubeUser;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.kinds.RunsOn;
import dev.kubeuser.testkit.ChildJvm;
import dev.kubeuser.testkit.ChildTest;
import dev.kubeuser.testkit.ClusterHost;
import dev.kubeuser.testkit.Whoami;
import io.kubernetes.client.openapi.ApiException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several JVMs at once, as of a build tool that forks: they share the cache, and each has a cluster of its own. */
class ForksTest {

    private static final Pattern HOST = Pattern.compile("host is (.+)");

    /** Its classes run side by side in the fork. */
    static class Forked {
        @Nested
        @KubeUser("alice")
        class One {
            @Test
            void test(KubeAccess alice) throws ApiException {
                assertThat(Whoami.name(alice)).isEqualTo("alice");
                System.out.println("host is " + ClusterHost.of(alice.cluster()));
            }
        }

        @Nested
        @KubeUser("bob")
        class Two {
            @Test
            void test(KubeAccess bob) throws ApiException {
                assertThat(Whoami.name(bob)).isEqualTo("bob");
            }
        }
    }

    @Test
    @RunsOn(except = EXISTING, because = "an existing cluster is one for all, and goes on when tests are over")
    void each_fork_has_its_own_cluster_and_nothing_is_left(@TempDir Path directory)
            throws IOException, InterruptedException {
        List<ClusterHost> hosts = new ArrayList<>();
        try (ChildJvm first = ChildTest.start(directory, Forked.class);
                ChildJvm second = ChildTest.start(directory, Forked.class)) {
            for (ChildJvm fork : List.of(first, second)) {
                assertThat(fork.awaitEnd()).as(fork.output()).isZero();
                assertThat(fork.output()).contains("2 tests succeeded");
                hosts.add(ClusterHost.parse(fork.find(HOST)));
            }
        }
        assertThat(hosts).doesNotHaveDuplicates().hasSize(2).allMatch(ClusterHost::isGone);
        try (Stream<Path> left = Files.list(directory)) {
            assertThat(left.map(file -> file.getFileName().toString())).noneMatch(name -> name.startsWith("kubeuser-"));
        }
    }
}
