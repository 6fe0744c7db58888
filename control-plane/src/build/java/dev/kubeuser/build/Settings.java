package dev.kubeuser.build;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * What Maven passed: where things are, and what was asked for with {@code -Dcontrol-plane.*}.
 *
 * @param sources the Go module
 * @param chosen whether the tests run on this release: others are only compiled
 * @param target of the Maven module, which is of one minor
 * @param shared target of what is built for the chosen release alone, and not packed
 * @param artifactVersion of the Maven module
 * @param binary a program to pack instead of one that is built here, or empty
 */
record Settings(
        Path sources,
        Release release,
        boolean chosen,
        Path target,
        Path shared,
        Path workingDirectory,
        String artifactVersion,
        String binary,
        List<String> platforms) {

    static Settings of(String[] arguments) throws IOException {
        Path sources = Path.of(value(arguments, "sources")).toAbsolutePath().normalize();
        String minor = value(arguments, "minor");
        return new Settings(
                sources,
                Release.read(sources.resolve("versions/versions.properties"), minor),
                minor.equals(value(arguments, "chosen")),
                Path.of(value(arguments, "target")).toAbsolutePath(),
                sources.resolve("target"),
                Path.of(value(arguments, "working-directory")).toAbsolutePath(),
                value(arguments, "version"),
                value(arguments, "binary"),
                platforms(value(arguments, "platforms")));
    }

    private static String value(String[] arguments, String name) {
        String prefix = "--" + name + "=";
        return Arrays.stream(arguments)
                .filter(argument -> argument.startsWith(prefix))
                .map(argument -> argument.substring(prefix.length()).strip())
                .findFirst()
                .orElse("");
    }

    private static List<String> platforms(String list) {
        return list.isEmpty() ? List.of(Platform.host()) : Platform.parse(list);
    }

    boolean prebuilt() {
        return !binary.isEmpty();
    }

    /** Where the program of a platform is built. */
    Path work(String platform) {
        return target.resolve("control-plane").resolve(platform);
    }

    Path tools() {
        return shared.resolve("tools");
    }

    Path standIn() {
        return shared.resolve("k3s-stand-in");
    }

    /** Holds a folder for each platform, which is what goes into the jar of that platform. */
    Path jars() {
        return target.resolve("jars");
    }

    Path jar(String platform) {
        return jars().resolve(platform);
    }

    Path licences(String platform) {
        return jar(platform).resolve("META-INF/licenses");
    }

    Path packed(String platform) {
        return jar(platform)
                .resolve("META-INF/kubeuser/control-plane")
                .resolve(release.minor())
                .resolve(platform);
    }

    Path billOfMaterials(String platform) {
        return jar(platform).resolve("META-INF/sbom/control-plane.cdx.json");
    }

    /** Under {@code mvn test} the other modules read this, and not a jar. */
    Path classes() {
        return target.resolve("classes");
    }
}
