package dev.kubeuser.benchmarks;

import dev.kubeuser.base.internal.ProcessMark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * The embedded control plane until it is ready, where runs that were killed have left their directories; the start removes
 * them.
 *
 * @param temporary a directory that is only for this
 * @param leftovers how many directories there are
 */
record AgedStart(Path temporary, int leftovers) implements Contender {

    private static final String DIRECTORY = "java.io.tmpdir";
    private static final List<String> FILES = List.of("admin.kubeconfig", "audit.log", "config.json", "ca.crt");

    @Override
    public String name() {
        return leftovers == 0 ? "a clean directory" : leftovers + " directories of killed runs";
    }

    @Override
    public Duration once() throws Exception {
        leave();
        String usual = System.getProperty(DIRECTORY);
        System.setProperty(DIRECTORY, temporary.toString());
        try {
            return new EmbeddedStart().once();
        } finally {
            System.setProperty(DIRECTORY, usual);
        }
    }

    /** They are of processes that began when this machine was not running. */
    private void leave() throws IOException {
        Files.createDirectories(temporary);
        ProcessMark own = ProcessMark.ofThisJvm();
        for (int number = 0; number < leftovers; number++) {
            ProcessMark gone = new ProcessMark(own.host(), own.pid(), number * 1000L);
            Path directory = Files.createDirectory(temporary.resolve("kubeuser-" + gone.inName() + "-left"));
            for (String file : FILES) {
                Files.writeString(directory.resolve(file), file);
            }
        }
    }
}
