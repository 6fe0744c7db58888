package dev.kubeuser.base.internal;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Instant;
import java.util.Optional;

/**
 * Identifies a process, even after another process was given its process ID.
 *
 * @param host the name of the machine
 * @param pid its process ID there
 * @param started when it started, in milliseconds since 1970; 0 if the system does not tell
 */
public record ProcessMark(String host, long pid, long started) {

    /** Systems count from their own start, whose time changes when somebody sets the clock. */
    private static final long CLOCK_TOLERANCE = 10_000;

    public static ProcessMark ofThisJvm() {
        return of(localHost(), ProcessHandle.current());
    }

    private static ProcessMark of(String host, ProcessHandle process) {
        return new ProcessMark(
                host,
                process.pid(),
                process.info().startInstant().map(Instant::toEpochMilli).orElse(0L));
    }

    private static String localHost() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException nameless) {
            return "localhost";
        }
    }

    /** Reads what {@link #toString()} wrote; empty for anything else. */
    public static Optional<ProcessMark> parse(String text) {
        String[] parts = text.split("/", -1);
        if (parts.length != 3) {
            return Optional.empty();
        }
        try {
            return Optional.of(new ProcessMark(parts[0], Long.parseLong(parts[1]), Long.parseLong(parts[2])));
        } catch (NumberFormatException notOurs) {
            return Optional.empty();
        }
    }

    public boolean isOfThisMachine() {
        return host.equals(localHost());
    }

    /** Whether the process still runs. Ask on its own machine only. */
    public boolean isAlive() {
        return ProcessHandle.of(pid)
                .filter(ProcessHandle::isAlive)
                .filter(process -> Math.abs(of(host, process).started - started) < CLOCK_TOLERANCE)
                .isPresent();
    }

    /** Host, process ID and time, separated by slashes. */
    @Override
    public String toString() {
        return host + "/" + pid + "/" + started;
    }
}
