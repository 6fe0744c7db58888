package dev.kubeuser.kinds;

import java.net.URL;
import java.util.Locale;
import java.util.Optional;

/** The program of a minor of Kubernetes for this machine, as its artifact has it. */
public final class PackedControlPlane {

    private PackedControlPlane() {}

    /**
     * {@return whether the program is on the class path}
     *
     * @param minor for example {@code 1.35}
     */
    public static boolean isOnClassPath(String minor) {
        return find(minor).isPresent();
    }

    static Optional<URL> find(String minor) {
        return Optional.ofNullable(PackedControlPlane.class.getClassLoader().getResource(name(minor)));
    }

    static String name(String minor) {
        return "META-INF/kubeuser/control-plane/" + minor + "/" + system() + "-" + machine() + "/control-plane.xz";
    }

    private static String system() {
        String name = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        if (name.startsWith("windows")) {
            return "windows";
        }
        return name.startsWith("mac") ? "darwin" : "linux";
    }

    private static String machine() {
        return System.getProperty("os.arch").equals("aarch64") ? "arm64" : "amd64";
    }
}
