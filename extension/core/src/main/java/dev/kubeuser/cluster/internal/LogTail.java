// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.cluster.internal;

import dev.kubeuser.base.internal.Daemon;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;

/** The last lines of a log, kept for error messages. */
public final class LogTail {

    private static final String TITLE = "Last log lines";
    private static final int LINES = 20;
    private static final int LONGEST_LINE = 1000;

    private final Deque<String> lines = new ArrayDeque<>(LINES);

    /** Reads a process's log as it comes, so that the process never blocks on a full pipe. */
    public Thread follow(InputStream log) {
        return Daemon.start("kubeuser-control-plane-log", () -> read(log));
    }

    private void read(InputStream log) {
        try (BufferedReader in = new BufferedReader(new InputStreamReader(log, StandardCharsets.UTF_8))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                add(line);
            }
        } catch (IOException processGone) {
            add("(log ended: " + processGone.getMessage() + ")");
        }
    }

    public synchronized void add(String line) {
        if (lines.size() == LINES) {
            lines.removeFirst();
        }
        lines.addLast(line.length() > LONGEST_LINE ? line.substring(0, LONGEST_LINE) + "..." : line);
    }

    /** The lines as the end of an error message; empty if there are no lines. */
    public String describe() {
        return describe(TITLE);
    }

    /** The same without the lines that a message has already. */
    public synchronized String describeBeyond(String message) {
        return describe(
                TITLE,
                lines.stream().filter(line -> !message.contains(line.strip())).toList());
    }

    /** The same under another title. */
    synchronized String describe(String title) {
        return describe(title, lines);
    }

    private static String describe(String title, Collection<String> lines) {
        return lines.isEmpty() ? "" : "\n" + title + ":\n  " + String.join("\n  ", lines);
    }
}
