// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.base.internal;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Identifies a process, even after its process ID was reused.
 *
 * @param host the name of the machine, with the PID namespace if it has any
 * @param pid its process ID there
 * @param started when it started, in milliseconds since 1970; 0 if unknown
 */
public record ProcessMark(String host, long pid, long started) {

    private static final Path PID_NAMESPACE = Path.of("/proc/self/ns/pid");
    private static final Pattern DIGITS = Pattern.compile("\\D");
    private static final int RADIX = Character.MAX_RADIX;

    /** Systems count from their boot time, which changes when the clock is set. */
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

    /** Containers may share the name of their host, but not its process IDs. */
    private static String localHost() {
        try {
            return InetAddress.getLocalHost().getHostName() + pidNamespace();
        } catch (UnknownHostException nameless) {
            return "localhost" + pidNamespace();
        }
    }

    /** Empty on systems without PID namespaces. */
    private static String pidNamespace() {
        try {
            return ":"
                    + DIGITS.matcher(Files.readSymbolicLink(PID_NAMESPACE).toString())
                            .replaceAll("");
        } catch (IOException none) {
            return "";
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

    /**
     * A short form for file names. It distinguishes machines without naming them.
     *
     * @return three parts, separated by hyphens
     */
    public String inName() {
        return machine(host) + "-" + Long.toString(pid, RADIX) + "-" + Long.toString(started / 1000, RADIX);
    }

    /** {@return whether a name begins as {@link #inName()} of a process of this machine that has ended} */
    public static boolean hasEnded(String name) {
        String[] parts = name.split("-", 4);
        String here = localHost();
        if (parts.length < 3 || !parts[0].equals(machine(here))) {
            return false;
        }
        try {
            return !new ProcessMark(here, Long.parseLong(parts[1], RADIX), Long.parseLong(parts[2], RADIX) * 1000)
                    .isAlive();
        } catch (NumberFormatException notOurs) {
            return false;
        }
    }

    private static String machine(String host) {
        return Integer.toUnsignedString(host.hashCode(), RADIX);
    }

    public boolean isOfThisMachine() {
        return host.equals(localHost());
    }

    /** Whether the process still runs. Call it only on the process's own machine. */
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
