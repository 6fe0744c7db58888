package dev.kubeuser.archive;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;

/**
 * The Java runtime of the archive, made by jlink.
 *
 * @param jdk the JDK that it is made of
 * @param directory where it is
 */
record JavaRuntime(Path jdk, Path directory) {

    /** Since 25, class data holds wherever the archive is unpacked. */
    private static final int OLDEST = 25;

    /**
     * What jdeps finds in our classes; what libraries reach: management, naming, SQL's types, Unsafe; and providers that no class names:
     * elliptic curves, charsets and file systems in zip files.
     */
    private static final List<String> MODULES = List.of(
            "java.base",
            "java.compiler",
            "java.logging",
            "java.management",
            "java.naming",
            "java.net.http",
            "java.sql",
            "java.xml",
            "jdk.charsets",
            "jdk.crypto.ec",
            "jdk.httpserver",
            "jdk.unsupported",
            "jdk.zipfs");

    Path java() {
        return directory.resolve("bin/java");
    }

    void link(Path log) throws IOException, InterruptedException {
        mustBeNewEnough();
        Subprocess.run(
                log,
                0,
                List.of(
                        jdk.resolve("bin/jlink").toString(),
                        "--add-modules",
                        String.join(",", MODULES),
                        "--strip-debug",
                        "--no-header-files",
                        "--no-man-pages",
                        "--output",
                        directory.toString()));
        addSecurity();
    }

    private void mustBeNewEnough() throws IOException {
        Path release = jdk.resolve("release");
        Properties properties = new Properties();
        if (Files.exists(release)) {
            try (InputStream in = Files.newInputStream(release)) {
                properties.load(in);
            }
        }
        String version = properties.getProperty("JAVA_VERSION", "1").replace("\"", "");
        if (Runtime.Version.parse(version).feature() < OLDEST) {
            throw new Failure("The runtime of the archive needs a JDK " + OLDEST + " or newer, and " + jdk + " is "
                    + (version.equals("1") ? "none" : version) + ": name one with -Darchive.jdk=DIRECTORY.");
        }
    }

    /** Packages of Linux replace certificates by links to the system's, and jlink then leaves all of the folder out. */
    private void addSecurity() throws IOException {
        Path to = Files.createDirectories(directory.resolve("lib/security"));
        Path from = jdk.resolve("lib/security");
        try (DirectoryStream<Path> files = Files.newDirectoryStream(from)) {
            for (Path file : files) {
                Path copy = to.resolve(from.relativize(file));
                if (Files.notExists(copy)) {
                    Files.copy(file, copy);
                }
            }
        }
        if (Files.notExists(to.resolve("cacerts"))) {
            throw new Failure(
                    jdk + " has no lib/security/cacerts, so the runtime could not verify a server: name another"
                            + " JDK with -Darchive.jdk=DIRECTORY.");
        }
    }
}
