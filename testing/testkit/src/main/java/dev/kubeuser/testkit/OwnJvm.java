// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.testkit;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The JVM of these tests, whose program and options other JVMs are started with. */
public final class OwnJvm {

    private OwnJvm() {}

    /** {@return the command that starts this JVM's program, without class path and main class} */
    public static List<String> command() {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        return Stream.concat(Stream.of(java), options().stream()).toList();
    }

    /**
     * {@return the options that say how this JVM compiles and collects garbage; the build sets them for programs that
     * run for seconds}
     */
    public static List<String> options() {
        return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(argument -> argument.startsWith("-XX:"))
                .toList();
    }
}
