package dev.kubeuser.build;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Names of operating systems and processors as Go writes them, joined by a hyphen. */
final class Platform {

    static final List<String> KNOWN =
            List.of("linux-amd64", "linux-arm64", "darwin-amd64", "darwin-arm64", "windows-amd64");

    static String host() {
        return known(system() + "-" + processor());
    }

    static String container() {
        return known("linux-" + processor());
    }

    static List<String> parse(String list) {
        return Arrays.stream(list.split(","))
                .map(String::strip)
                .map(Platform::known)
                .distinct()
                .sorted()
                .toList();
    }

    private static String known(String platform) {
        if (!KNOWN.contains(platform)) {
            throw new Failure("The control plane cannot be built for " + platform
                    + ": set -Dcontrol-plane.platforms to one or more of " + String.join(",", KNOWN) + ".");
        }
        return platform;
    }

    private static String system() {
        String name = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        if (name.startsWith("mac")) {
            return "darwin";
        }
        return name.startsWith("windows") ? "windows" : name;
    }

    private static String processor() {
        String name = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
        return switch (name) {
            case "x86_64" -> "amd64";
            case "aarch64" -> "arm64";
            default -> name;
        };
    }
}
