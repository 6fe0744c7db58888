package dev.kubeuser.tool;

import dev.kubeuser.base.internal.Counted;
import dev.kubeuser.error.KubeUserException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Runs tables again whenever a file of theirs changes, until a signal comes. Each run has a cluster of its own. */
final class TableWatch {

    private static final int MOST_NAMED = 5;
    private static final double NANOS = 1e9;

    private final WatchedFiles files;
    private final Consumer<String> progress;
    private final Thread thread = Thread.currentThread();
    private volatile boolean isEnded;

    TableWatch(WatchedFiles files, Consumer<String> progress) {
        this.files = files;
        this.progress = progress;
    }

    /** One run. */
    interface Run {

        void run() throws IOException;
    }

    void loop(Run run) {
        HeardSignals heard = HeardSignals.by(signal -> {
            isEnded = true;
            thread.interrupt();
        });
        try {
            while (!isEnded) {
                Map<Path, Object> before = files.stamps();
                once(run);
                if (!isEnded) {
                    progress.accept("watching " + Counted.of(before.size(), "file") + "; Ctrl-C ends");
                    progress.accept("changed: " + named(files.awaitChange(before)));
                }
            }
        } catch (InterruptedException signal) {
            progress.accept("ended");
        } finally {
            Thread.interrupted();
            heard.close();
        }
    }

    /** A file that is broken while it is edited ends nothing. */
    private void once(Run run) {
        long begin = System.nanoTime();
        try {
            run.run();
            progress.accept(String.format(Locale.ROOT, "took %.1f s", (System.nanoTime() - begin) / NANOS));
        } catch (IOException | UncheckedIOException | KubeUserException | IllegalArgumentException failure) {
            if (!isEnded) {
                progress.accept(TerminalText.message(failure));
            }
        }
    }

    private static String named(Set<Path> changed) {
        int more = changed.size() - MOST_NAMED;
        return changed.stream()
                        .limit(MOST_NAMED)
                        .map(file -> TerminalText.line(file.toString()))
                        .collect(Collectors.joining(", "))
                + (more > 0 ? " and " + more + " more" : "");
    }
}
