// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.base.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kubeuser.kinds.RunsOnce;
import dev.kubeuser.testkit.NeedsUnix;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.RepeatedTest;

/** Programs in a directory that goes while they start: none outlives it. */
@RunsOnce
@NeedsUnix
class TemporaryDirectoryTest {

    @RepeatedTest(10)
    void a_program_that_starts_while_the_directory_goes_ends_with_it() throws Exception {
        TemporaryDirectory directory = TemporaryDirectory.create("kubeuser-test-");
        CountDownLatch firstStarted = new CountDownLatch(1);
        CompletableFuture<List<Process>> all = CompletableFuture.supplyAsync(() -> {
            List<Process> started = new ArrayList<>();
            try {
                while (true) {
                    started.add(directory.start(new ProcessBuilder("sleep", "300")));
                    firstStarted.countDown();
                }
            } catch (IOException removed) {
                return started;
            }
        });
        firstStarted.await();
        directory.close();

        assertThat(all.join()).isNotEmpty().noneMatch(Process::isAlive);
        assertThat(directory.path()).doesNotExist();
    }
}
