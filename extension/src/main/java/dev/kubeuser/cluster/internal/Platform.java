package dev.kubeuser.cluster.internal;

import java.util.Locale;

/** Names this machine's operating system and processor as Go and container images do, for example linux-amd64. */
public record Platform(String os, String arch) {

    public static Platform current() {
        return of(System.getProperty("os.name"), System.getProperty("os.arch"));
    }

    public static Platform of(String osName, String osArch) {
        return new Platform(os(osName.toLowerCase(Locale.ROOT)), arch(osArch.toLowerCase(Locale.ROOT)));
    }

    private static String os(String name) {
        if (name.startsWith("mac") || name.startsWith("darwin")) {
            return "darwin";
        }
        return name.startsWith("windows") ? "windows" : name;
    }

    private static String arch(String name) {
        return switch (name) {
            case "x86_64", "amd64" -> "amd64";
            case "aarch64", "arm64" -> "arm64";
            default -> name;
        };
    }

    @Override
    public String toString() {
        return os + "-" + arch;
    }
}
