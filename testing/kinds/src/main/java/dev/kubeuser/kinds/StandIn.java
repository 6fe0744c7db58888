package dev.kubeuser.kinds;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.testcontainers.images.builder.ImageFromDockerfile;

/** An image with k3s's command line and files that runs this project's own control plane. */
final class StandIn {

    private static final Path PROGRAM = SourceTree.file("control-plane/target/k3s-stand-in/k3s");

    private StandIn() {}

    /** Returns a name specific to this folder, so that parallel builds do not find each other's containers. */
    static String name() {
        int folder = Path.of("").toAbsolutePath().hashCode();
        return String.format(Locale.ROOT, "localhost/kubeuser/k3s-stand-in:tests-%08x", folder);
    }

    /** The same program, whose controllers and objects are there as soon as the server is. */
    static String quickName() {
        return name() + "-quick";
    }

    /** The quick one, whose own objects wait for the signal USR1. */
    static String heldName() {
        return name() + "-held";
    }

    static Stream<String> names() {
        return Stream.of(name(), quickName(), heldName());
    }

    /** Says what is missing to build it. */
    static Optional<String> obstacle() {
        if (!Shell.isThere()) {
            return Optional.of("there is no static " + Shell.PROGRAM + ", its shell (Debian: busybox-static)");
        }
        return Files.isExecutable(PROGRAM)
                ? Optional.empty()
                : Optional.of("there is no " + PROGRAM
                        + "; build it by mvn -pl :kubeuser-control-plane -am test, or name an image by -D"
                        + KindUnderTest.IMAGE);
    }

    static void build() {
        obstacle().ifPresent(missing -> {
            throw new IllegalStateException("The stand-in for k3s cannot be built: " + missing);
        });
        new ImageFromDockerfile(name(), false)
                .withFileFromPath("k3s", PROGRAM)
                .withFileFromPath("sh", Shell.PROGRAM)
                .withFileFromString(
                        "Dockerfile", "FROM scratch\nCOPY k3s /bin/k3s\nCOPY sh /bin/sh\nENTRYPOINT [\"/bin/k3s\"]\n")
                .get();
        buildWith(quickName(), Map.of("K3S_STAND_IN_PACE", "quick"));
        buildWith(heldName(), Map.of("K3S_STAND_IN_PACE", "quick", "K3S_STAND_IN_BELONGINGS", "on-signal"));
    }

    private static void buildWith(String name, Map<String, String> environment) {
        String variables = environment.entrySet().stream()
                .map(variable -> variable.getKey() + "=" + variable.getValue())
                .collect(Collectors.joining(" "));
        new ImageFromDockerfile(name, false)
                .withFileFromString("Dockerfile", "FROM " + name() + "\nENV " + variables + "\n")
                .get();
    }
}
