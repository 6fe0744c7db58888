// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.campaign;

import dev.kubeuser.campaign.Fault.BrokenPromise;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Faults in the cache of the control-plane program, by other users or by accident. */
final class Caches {

    private static final long NOT_SMALL = 1_000_000;
    private static final Set<PosixFilePermission> ALL = PosixFilePermissions.fromString("rwxrwxrwx");

    private interface Spoiling {
        void of(Path program) throws IOException;
    }

    private Caches() {}

    static List<Fault> faults() {
        return List.of(
                new Fault(
                        "program in the cache truncated",
                        "it is not run, and the run passes",
                        1,
                        ground -> spoil(ground, program -> Files.write(program, new byte[1000]))
                                .requireGreen()),
                new Fault(
                        "program in the cache replaced by another program",
                        "it is not run, and the run passes",
                        1,
                        ground -> {
                            spoil(ground, Caches::plant).requireGreen();
                            requireNotPlanted(ground);
                        }),
                new Fault(
                        "cache in a directory that all may write",
                        "the run does not run what is planted there: it refuses or uses another place",
                        1,
                        ground -> {
                            Run run = spoil(ground, program -> {
                                Files.setPosixFilePermissions(ground.cache(), ALL);
                                Files.setPosixFilePermissions(program.getParent(), ALL);
                                plant(program);
                            });
                            run.requireGreenOr("cache");
                            requireNotPlanted(ground);
                        }),
                new Fault(
                        "kill -9 while the program is unpacked",
                        "the next run passes, and no part is left in the cache",
                        5,
                        Caches::killUnpacking),
                new Fault("two namespaces of processes share one cache", "both runs pass", 3, Caches::shareByNamespaces)
                        .needing("unshare"));
    }

    /** Returns another run, after one that fills the cache. */
    private static Run spoil(Ground ground, Spoiling spoiling) throws IOException, InterruptedException {
        ground.withOwnCache().launch().start().requireGreen();
        for (Path program : programs(ground)) {
            spoiling.of(program);
        }
        return ground.launch().start();
    }

    private static void plant(Path program) throws IOException {
        Files.writeString(program, "#!/bin/sh\ntouch '" + program.resolveSibling("planted") + "'\nexit 1\n");
    }

    private static void requireNotPlanted(Ground ground) throws IOException {
        if (files(ground.cache()).anyMatch(file -> file.endsWith("planted"))) {
            throw new BrokenPromise("the planted program ran");
        }
    }

    private static void killUnpacking(Ground ground) throws IOException, InterruptedException {
        Run run = ground.withOwnCache().launch().start();
        while (programs(ground).isEmpty() && Files.notExists(ground.cache())) {
            Thread.onSpinWait();
        }
        run.kill();
        ground.requireNothingLeft();
        ground.launch().start().requireGreen();
        long parts = files(ground.cache())
                .filter(file -> String.valueOf(file.getFileName()).contains("part-"))
                .count();
        if (parts > 1) {
            throw new BrokenPromise(parts + " parts are left in the cache");
        }
    }

    private static void shareByNamespaces(Ground ground) throws IOException, InterruptedException {
        Launch launch = ground.withOwnCache().launch().behind("unshare", "--pid", "--fork", "--mount-proc");
        for (Run run : List.of(launch.start(), launch.start())) {
            run.awaitUnshared(Duration.ofMinutes(2));
            run.requireGreen();
        }
    }

    private static List<Path> programs(Ground ground) throws IOException {
        return files(ground.cache())
                .filter(Files::isExecutable)
                .filter(file -> file.toFile().length() > NOT_SMALL)
                .toList();
    }

    private static Stream<Path> files(Path directory) throws IOException {
        if (Files.notExists(directory)) {
            return Stream.of();
        }
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(Files::isRegularFile).toList().stream();
        }
    }
}
