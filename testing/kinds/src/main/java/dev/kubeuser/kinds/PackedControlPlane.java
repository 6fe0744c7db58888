// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.kinds;

import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;

/** The program of a minor of Kubernetes for this machine, as its artifact has it. */
public final class PackedControlPlane {

    private PackedControlPlane() {}

    /**
     * {@return whether the program is on the class path}
     *
     * @param minor for example {@code 1.35}
     */
    public static boolean isOnClassPath(String minor) {
        return PackedControlPlane.class.getClassLoader().getResource(name(minor)) != null;
    }

    static InputStream open(String minor) throws IOException {
        InputStream packed = PackedControlPlane.class.getClassLoader().getResourceAsStream(name(minor));
        if (packed == null) {
            throw new IOException(name(minor) + " is not on the class path");
        }
        return packed;
    }

    private static String name(String minor) {
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
