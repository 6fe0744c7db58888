// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads from the system on which TCP addresses a process listens. */
final class Listeners {

    private static final String LISTEN = "0A";
    private static final Pattern BLANKS = Pattern.compile("\\s+");

    private Listeners() {}

    /** The local addresses, in the hexadecimal form of /proc/net/tcp. */
    static List<String> of(long pid) throws IOException {
        Set<String> sockets = socketsOf(pid);
        return Stream.of("tcp", "tcp6")
                .flatMap(table -> lines(Path.of("/proc/net/" + table)))
                .map(line -> BLANKS.split(line.strip(), -1))
                .filter(columns -> columns[3].equals(LISTEN) && sockets.contains("socket:[" + columns[9] + "]"))
                .map(columns -> columns[1].substring(0, columns[1].indexOf(':')))
                .toList();
    }

    static boolean isLoopback(String address) {
        return address.equals("0100007F")
                || address.equals("00000000000000000000000001000000")
                || address.equals("0000000000000000FFFF00000100007F");
    }

    private static Stream<String> lines(Path table) {
        try {
            return Files.readAllLines(table).stream().skip(1);
        } catch (IOException failure) {
            throw new IllegalStateException(failure);
        }
    }

    private static Set<String> socketsOf(long pid) throws IOException {
        try (Stream<Path> descriptors = Files.list(Path.of("/proc/" + pid + "/fd"))) {
            return descriptors.map(Listeners::target).collect(Collectors.toSet());
        }
    }

    private static String target(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString();
        } catch (IOException closedMeanwhile) {
            return "";
        }
    }
}
