package dev.kubeuser.report.internal;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A name that the JVMs of one build share, and that differs from build to build.
 *
 * @param text letters, digits and dashes
 */
record BuildName(String text) {

    /**
     * Returns the given name. Without one, the name comes from the Maven process that started this JVM as a fork of
     * Surefire or Failsafe, since that process runs one build. Otherwise it is of this JVM alone, because an IDE, a
     * Gradle daemon or the Maven daemon runs many builds.
     */
    static BuildName of(@Nullable String named) {
        if (named != null) {
            return new BuildName("named-" + UUID.nameUUIDFromBytes(named.getBytes(StandardCharsets.UTF_8)));
        }
        ProcessHandle self = ProcessHandle.current();
        boolean isFork = System.getProperty("surefire.test.class.path") != null
                || System.getProperty("surefire.real.class.path") != null;
        return of(
                isFork ? javaAbove(self).filter(maven -> !isMavenDaemon(maven)).orElse(self) : self);
    }

    private static BuildName of(ProcessHandle process) {
        long begin = process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
        return new BuildName(process.pid() + "-" + begin);
    }

    private static boolean isMavenDaemon(ProcessHandle process) {
        return isMavenDaemon(process.info().commandLine().orElse(""));
    }

    /** Detects it by its main class, or by a property that it is always started with. */
    static boolean isMavenDaemon(String commandLine) {
        return commandLine.contains("org.mvndaemon.mvnd.") || commandLine.contains("-Dmvnd.home=");
    }

    /** Finds the Java process above this one. There may be a shell between the two. */
    private static Optional<ProcessHandle> javaAbove(ProcessHandle self) {
        return Stream.iterate(self.parent(), Optional::isPresent, parent -> parent.flatMap(ProcessHandle::parent))
                .flatMap(Optional::stream)
                .filter(process -> process.info().command().orElse("").matches(".*[/\\\\]java(\\.exe)?"))
                .findFirst();
    }
}
