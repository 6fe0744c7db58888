// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.record.internal;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Reads the events of a growing audit log, each once, and counts the lines that are not events. Thread-safe. */
public final class AuditLog {

    private final AuditLines lines;
    private final AtomicLong notEvents = new AtomicLong();

    /** Gets the file again before each read, since it may be a copy. */
    public AuditLog(Supplier<Optional<Path>> file) {
        this.lines = new AuditLines(file);
    }

    /** Passes on new events, except for those of the stage RequestReceived. Returns false if there is no log. */
    public boolean read(Consumer<AuditEvent> events) {
        return readLines(line -> AuditEvent.parse(line)
                .ifPresentOrElse(
                        event -> {
                            if (!event.isFirst()) {
                                events.accept(event);
                            }
                        },
                        notEvents::incrementAndGet));
    }

    /** Returns how many lines were not events since the last call: what they tell is lost. */
    public long takeUnreadable() {
        return lines.takeTooLong() + notEvents.getAndSet(0);
    }

    /** As {@link AuditLines#read}. */
    public boolean readLines(Consumer<String> each) {
        return lines.read(each);
    }
}
