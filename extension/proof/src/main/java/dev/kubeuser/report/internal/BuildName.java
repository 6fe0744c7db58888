// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.report.internal;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A name that the JVMs of one build share, and that differs from build to build.
 *
 * @param text letters, digits and dashes
 */
public record BuildName(String text) {

    private static final Pattern OF_PROCESS = Pattern.compile("(\\d{1,18})-(\\d{1,18})");

    /** Systems count from their boot time, which changes when the clock is set. */
    private static final long CLOCK_TOLERANCE = 10_000;

    /** A property that the Maven daemon is always started with. */
    private static final String OF_MAVEN_DAEMON = "mvnd.home";

    private static final String END = "_";

    /** How the name of a file ends that a JVM leaves. */
    static final String PART = ".part";

    /**
     * Returns the given name. Without one, the name comes from the Maven process that started this JVM as a fork of
     * Surefire or Failsafe, since that process runs one build. Otherwise it is of this JVM alone, because an IDE, a
     * Gradle daemon or the Maven daemon runs many builds.
     */
    static BuildName of(@Nullable String named) {
        if (named != null) {
            return named(named);
        }
        ProcessHandle self = ProcessHandle.current();
        boolean isFork = System.getProperty("surefire.test.class.path") != null
                || System.getProperty("surefire.real.class.path") != null;
        return ofProcess(
                isFork ? javaAbove(self).filter(maven -> !isMavenDaemon(maven)).orElse(self) : self);
    }

    /**
     * {@return the name of the build that this process of Maven runs, to which its user gave no name}
     *
     * @throws IllegalArgumentException if this is the Maven daemon
     */
    public static BuildName ofThisMaven() {
        if (System.getProperty(OF_MAVEN_DAEMON) != null) {
            throw new IllegalArgumentException("this is the Maven daemon, which runs many builds, so which JVMs are of"
                    + " this one is not known: give each build a name of its own by -Dkubeuser.build=NAME, or run mvn");
        }
        return ofProcess(ProcessHandle.current());
    }

    /**
     * {@return the name of the build whose user named it so}
     *
     * @param name any text
     */
    public static BuildName named(String name) {
        return new BuildName("named-" + UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)));
    }

    private static BuildName ofProcess(ProcessHandle process) {
        long begin = process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
        return new BuildName(process.pid() + "-" + begin);
    }

    /** Returns the name of a file of this build. */
    String part(UUID jvm) {
        return text + END + jvm + PART;
    }

    /** Returns the name of the build of which a JVM left the file. */
    static BuildName ofPart(Path file) {
        String name = file.getFileName().toString();
        return new BuildName(name.substring(0, Math.max(0, name.indexOf(END))));
    }

    /**
     * {@return whether a JVM of this build left a file}
     *
     * @param file the file
     */
    public boolean isOf(Path file) {
        String other = ofPart(file).text();
        Matcher mine = OF_PROCESS.matcher(text);
        Matcher theirs = OF_PROCESS.matcher(other);
        if (!mine.matches() || !theirs.matches()) {
            return text.equals(other);
        }
        long apart = Math.abs(Long.parseLong(mine.group(2)) - Long.parseLong(theirs.group(2)));
        return mine.group(1).equals(theirs.group(1)) && apart < CLOCK_TOLERANCE;
    }

    private static boolean isMavenDaemon(ProcessHandle maven) {
        return isMavenDaemon(maven.info().commandLine().orElse(""));
    }

    static boolean isMavenDaemon(String commandLine) {
        return commandLine.contains("-D" + OF_MAVEN_DAEMON + "=");
    }

    /** Finds the Java process above this one. There may be a shell between the two. */
    private static Optional<ProcessHandle> javaAbove(ProcessHandle self) {
        return Stream.iterate(self.parent(), Optional::isPresent, parent -> parent.flatMap(ProcessHandle::parent))
                .flatMap(Optional::stream)
                .filter(process -> process.info().command().orElse("").matches(".*[/\\\\]java(\\.exe)?"))
                .findFirst();
    }
}
