// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.testkit;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** What is logged while it is open, by this JVM. */
public final class LoggedLines extends Handler implements AutoCloseable {

    private final List<String> lines = new CopyOnWriteArrayList<>();

    public static LoggedLines open() {
        LoggedLines logged = new LoggedLines();
        Logger.getLogger("").addHandler(logged);
        return logged;
    }

    public List<String> containing(String text) {
        return lines.stream().filter(line -> line.contains(text)).toList();
    }

    @Override
    public void publish(LogRecord entry) {
        Throwable thrown = entry.getThrown();
        lines.add(thrown == null ? entry.getMessage() : entry.getMessage() + "\n" + thrown);
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
        Logger.getLogger("").removeHandler(this);
    }
}
