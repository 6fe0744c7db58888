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

    private interface Spoiling {
        void of(Path program) throws IOException;
    }

    List<Fault> faults() {
        return List.of(
                spoiled("truncated", program -> Files.write(program, new byte[1000])),
                spoiled("replaced by another program", program -> Files.writeString(program, plant(program))),
                new Fault(
                        "cache in a directory that all may write",
                        "the run does not run what is planted there: it refuses or uses another place",
                        1,
                        this::writableByAll),
                new Fault(
                        "kill -9 while the program is unpacked",
                        "the next run passes, and no part is left in the cache",
                        5,
                        this::killedUnpacking),
                new Fault(
                        "two namespaces of processes share one cache", "both runs pass", 3, this::sharedByNamespaces));
    }

    private static Fault spoiled(String how, Spoiling spoiling) {
        return new Fault("program in the cache " + how, "it is not run, and the run passes", 1, shared -> {
            Ground ground = shared.withOwnCache();
            ground.launch().start().requireGreen();
            for (Path program : programs(ground)) {
                spoiling.of(program);
            }
            ground.launch().start().requireGreen();
            requireNotPlanted(ground);
            ground.requireNothingLeft();
        });
    }

    private static String plant(Path program) {
        return "#!/bin/sh\ntouch '" + program.resolveSibling("planted") + "'\nexit 1\n";
    }

    private void writableByAll(Ground shared) throws IOException, InterruptedException {
        Ground ground = shared.withOwnCache();
        ground.launch().start().requireGreen();
        Set<PosixFilePermission> all = PosixFilePermissions.fromString("rwxrwxrwx");
        Files.setPosixFilePermissions(ground.cache(), all);
        for (Path program : programs(ground)) {
            Files.setPosixFilePermissions(program.getParent(), all);
            Files.writeString(program, plant(program));
        }
        ground.launch().start().requireGreenOr("cache");
        requireNotPlanted(ground);
        ground.requireNothingLeft();
    }

    private void killedUnpacking(Ground shared) throws IOException, InterruptedException {
        Ground ground = shared.withOwnCache();
        Run run = ground.launch().start();
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

    private void sharedByNamespaces(Ground shared) throws IOException, InterruptedException {
        Programs.require("unshare");
        Ground ground = shared.withOwnCache();
        Launch launch = ground.launch().behind("unshare", "--pid", "--fork", "--mount-proc");
        List<Run> runs = List.of(launch.start(), launch.start());
        for (Run run : runs) {
            run.awaitUnshared(Duration.ofMinutes(2));
            run.requireGreen();
        }
        ground.requireNothingLeft();
    }

    private static List<Path> programs(Ground ground) throws IOException {
        return files(ground.cache())
                .filter(Files::isExecutable)
                .filter(file -> file.toFile().length() > NOT_SMALL)
                .toList();
    }

    private static void requireNotPlanted(Ground ground) throws IOException {
        if (files(ground.cache()).anyMatch(file -> file.endsWith("planted"))) {
            throw new BrokenPromise("the planted program ran");
        }
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
