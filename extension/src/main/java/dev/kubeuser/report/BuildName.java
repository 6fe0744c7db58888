package dev.kubeuser.report;

import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the JVMs of one build have in common, and those of the next have not.
 *
 * @param text of letters, digits and dashes
 */
record BuildName(String text) {

    /**
     * As it was named; or of the Maven that started this JVM as a fork of Surefire or Failsafe, which is a process for one
     * build; or of this JVM alone, for an IDE or a Gradle daemon is there for many builds.
     */
    static BuildName of(@Nullable String named) {
        if (named != null) {
            return new BuildName("named-" + Integer.toHexString(named.hashCode()));
        }
        ProcessHandle self = ProcessHandle.current();
        boolean isFork = System.getProperty("surefire.test.class.path") != null
                || System.getProperty("surefire.real.class.path") != null;
        return of(isFork ? javaAbove(self).orElse(self) : self);
    }

    private static BuildName of(ProcessHandle process) {
        long begin = process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
        return new BuildName(process.pid() + "-" + begin);
    }

    /** Between the two there may be a shell. */
    private static Optional<ProcessHandle> javaAbove(ProcessHandle self) {
        return Stream.iterate(self.parent(), Optional::isPresent, parent -> parent.flatMap(ProcessHandle::parent))
                .flatMap(Optional::stream)
                .filter(process -> process.info().command().orElse("").matches(".*[/\\\\]java(\\.exe)?"))
                .findFirst();
    }
}
