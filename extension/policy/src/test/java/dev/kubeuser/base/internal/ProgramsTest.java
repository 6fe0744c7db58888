// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.base.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.kubeuser.testkit.NeedsUnix;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Programs whose file is still written, or whose directory goes, while they start. */
@NeedsUnix
class ProgramsTest {

    /** As by a thread that starts another program, which has all files open for a moment. */
    @Test
    @EnabledOnOs(value = OS.LINUX, disabledReason = "other systems run a program that is open to write")
    void a_program_is_started_once_nobody_has_it_open_to_write(@TempDir Path directory) throws Exception {
        Path file = PrivateFiles.write(directory.resolve("program"), "#!/bin/sh\n");
        PrivateFiles.makeExecutable(file);
        ProcessBuilder program = new ProcessBuilder(file.toString());
        FutureTask<Process> started = new FutureTask<>(() -> Programs.start(program));
        try (OutputStream open = Files.newOutputStream(file, StandardOpenOption.APPEND)) {
            open.write("exit 3\n".getBytes(StandardCharsets.UTF_8));
            assertThatExceptionOfType(IOException.class).isThrownBy(program::start);
            Daemon.start("starter", started);
            TimeUnit.MILLISECONDS.sleep(100);
        }
        assertThat(started.get().waitFor()).isEqualTo(3);
    }

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
