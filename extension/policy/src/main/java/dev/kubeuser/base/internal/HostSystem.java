// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.base.internal;

import dev.kubeuser.base.ConfigurationException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The system that this JVM runs on: what Linux, macOS and Windows each have in their own way.
 *
 * @param platform the operating system and the processor
 * @param home the user's home directory; relative if the user has none
 * @param temporary the directory for temporary files
 * @param environment the value of an environment variable, or {@code null}
 */
public record HostSystem(Platform platform, Path home, Path temporary, UnaryOperator<@Nullable String> environment) {

    private static final String NAME = "kubeuser";

    /** Windows quotes an entry with a semicolon, and some installers quote one with a blank. */
    private static final Pattern ENTRY = Pattern.compile("(?:[^;\"]++|\"[^\"]*+\"?)++");

    /** The command interpreter of Windows gives these a meaning, and launchers quote only arguments with blanks. */
    private static final Pattern MEANS_SOMETHING_TO_CMD = Pattern.compile("[&|<>^%!,;=()]");

    /**
     * {@return the system of this JVM}
     *
     * @throws ConfigurationException if one of its directories has a name that its locale cannot write
     */
    public static HostSystem current() {
        return new HostSystem(
                Platform.of(System.getProperty("os.name"), System.getProperty("os.arch")),
                directory("user.home"),
                directory("java.io.tmpdir"),
                System::getenv);
    }

    private static Path directory(String property) {
        String name = System.getProperty(property);
        try {
            return Path.of(name);
        } catch (InvalidPathException unwritable) {
            throw new ConfigurationException(
                    "The directory " + Printable.text(name) + " that " + property + " names cannot be used: "
                            + unwritable.getReason() + ". In the POSIX locale, names of files are ASCII: set"
                            + " LC_ALL=C.UTF-8, or -D" + property + " to another directory",
                    unwritable);
        }
    }

    public boolean isWindows() {
        return platform.os().equals("windows");
    }

    private boolean isMac() {
        return platform.os().equals("darwin");
    }

    /**
     * {@return {@code kubeuser} in {@code XDG_CACHE_HOME} or {@code ~/.cache}, {@code ~/Library/Caches} on macOS,
     * {@code LOCALAPPDATA} on Windows; for a user without a home, {@code kubeuser-cache} in the temporary directory}
     */
    public Path cacheDirectory() {
        return variable("XDG_CACHE_HOME")
                .or(() -> isWindows() ? variable("LOCALAPPDATA") : Optional.empty())
                .map(directory -> directory.resolve(NAME))
                .orElseGet(this::cacheAtHome);
    }

    private Path cacheAtHome() {
        if (!home.isAbsolute()) {
            return temporary.resolve(NAME + "-cache").toAbsolutePath();
        }
        Path caches = isMac() ? home.resolve("Library").resolve("Caches") : home.resolve(".cache");
        return caches.resolve(NAME);
    }

    /** A directory that a variable names. The XDG Base Directory Specification says to ignore a relative path. */
    private Optional<Path> variable(String name) {
        return Optional.ofNullable(environment.apply(name)).flatMap(this::path).filter(Path::isAbsolute);
    }

    /** Returns the path that a text names; empty if no file of this system can have such a name. */
    private Optional<Path> path(String text) {
        try {
            return Optional.of(files().getPath(text));
        } catch (InvalidPathException unusable) {
            return Optional.empty();
        }
    }

    private FileSystem files() {
        return home.getFileSystem();
    }

    /** {@return the name of the file that holds the program} */
    public String executable(String program) {
        return isWindows() ? program + ".exe" : program;
    }

    /**
     * Finds a program as a shell does. Java finds it itself, except that on Windows it tries no ending but
     * {@code .exe}. Skips what cannot be a path.
     *
     * @param program a name without a directory, or a path
     * @return the program to give to {@link ProcessBuilder}
     */
    public String find(String program) {
        if (!isWindows() || program.contains("\\") || program.contains("/")) {
            return program;
        }
        List<String> endings = words(Objects.requireNonNullElse(environment.apply("PATHEXT"), ".COM;.EXE;.BAT;.CMD"));
        boolean isComplete = endings.stream().anyMatch(ending -> endsWith(program, ending));
        List<Path> names = (isComplete ? Stream.of("") : endings.stream())
                .flatMap(ending -> path(program + ending).stream())
                .toList();
        return words(Objects.requireNonNullElse(environment.apply("PATH"), "")).stream()
                .flatMap(directory -> path(directory).stream())
                .flatMap(directory -> names.stream().map(directory::resolve))
                .filter(Files::isRegularFile)
                .findFirst()
                .map(Path::toString)
                .orElse(program);
    }

    private static boolean endsWith(String name, String ending) {
        return name.toLowerCase(Locale.ROOT).endsWith(ending.toLowerCase(Locale.ROOT));
    }

    private static List<String> words(String list) {
        return ENTRY.matcher(list)
                .results()
                .map(entry -> entry.group().replace("\"", "").strip())
                .filter(word -> !word.isEmpty())
                .toList();
    }

    /**
     * A command line that prints a file, for programs that are not ours: any client of Kubernetes may run it.
     *
     * @return the command line; empty if there is none, as for a path that the interpreter of Windows would misread
     */
    public Optional<List<String>> print(Path file) {
        if (!isWindows()) {
            Path cat = files().getPath("/bin/cat");
            return Files.isExecutable(cat) ? Optional.of(List.of(cat.toString(), file.toString())) : Optional.empty();
        }
        if (MEANS_SOMETHING_TO_CMD.matcher(file.toString()).find()) {
            return Optional.empty();
        }
        return variable("SystemRoot")
                .map(root -> root.resolve("System32").resolve("cmd.exe"))
                .map(interpreter -> List.of(interpreter.toString(), "/d", "/c", "type", file.toString()));
    }

    /** {@return the command that asks a process to end; Windows has none, so there it is killed} */
    public String endCommand(long pid) {
        return isWindows() ? "taskkill /F /PID " + pid : "kill " + pid;
    }

    /** {@return the file that is always empty} */
    public String nullDevice() {
        return isWindows() ? "NUL" : "/dev/null";
    }

    /**
     * Prepares an argument for {@link ProcessBuilder}, which on Windows quotes blanks but no quotation marks.
     *
     * @see <a href="https://learn.microsoft.com/en-us/cpp/c-language/parsing-c-command-line-arguments">how a program of
     *     Windows reads its command line</a>
     */
    public String argument(String argument) {
        if (!isWindows() || argument.indexOf('"') < 0) {
            return argument;
        }
        StringBuilder quoted = new StringBuilder("\"");
        int backslashes = 0;
        for (int i = 0; i < argument.length(); i++) {
            char c = argument.charAt(i);
            if (c == '"') {
                quoted.append("\\".repeat(backslashes + 1)); // those before a mark count twice, and one makes it plain
            }
            backslashes = c == '\\' ? backslashes + 1 : 0;
            quoted.append(c);
        }
        return quoted.append("\\".repeat(backslashes)).append('"').toString();
    }

    /** An operating system and a processor, named as Go and container images do, for example linux-amd64. */
    public record Platform(String os, String arch) {

        /** The names of those for which the control plane is built. */
        public static final List<String> SUPPORTED =
                List.of("linux-amd64", "linux-arm64", "darwin-amd64", "darwin-arm64", "windows-amd64");

        /**
         * Reads the names that Java has for them.
         *
         * @param osName as in the system property {@code os.name}
         * @param osArch as in the system property {@code os.arch}
         */
        public static Platform of(String osName, String osArch) {
            return new Platform(os(osName.toLowerCase(Locale.ROOT)), arch(osArch.toLowerCase(Locale.ROOT)));
        }

        private static String os(String name) {
            if (name.startsWith("mac") || name.startsWith("darwin")) {
                return "darwin";
            }
            return name.startsWith("windows") ? "windows" : name.replace(' ', '-');
        }

        private static String arch(String name) {
            return switch (name) {
                case "x86_64", "amd64" -> "amd64";
                case "aarch64", "arm64" -> "arm64";
                default -> name;
            };
        }

        public boolean isSupported() {
            return SUPPORTED.contains(toString());
        }

        @Override
        public String toString() {
            return os + "-" + arch;
        }
    }
}
