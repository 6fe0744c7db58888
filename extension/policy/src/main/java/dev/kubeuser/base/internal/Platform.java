package dev.kubeuser.base.internal;

import java.util.List;
import java.util.Locale;

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
