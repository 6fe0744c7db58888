package dev.kubeuser.base.internal;

import java.nio.file.Path;
import java.util.Locale;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The cache directory of a user, as the operating system defines it. */
public final class CacheDirectory {

    private CacheDirectory() {}

    /**
     * {@return {@code kubeuser} in {@code XDG_CACHE_HOME} or {@code ~/.cache}, {@code ~/Library/Caches} on macOS,
     * {@code LOCALAPPDATA} on Windows; for a user without a home, {@code kubeuser-cache} in the temporary directory}
     */
    public static Path ofUser() {
        return of(System.getProperty("os.name"), Path.of(System.getProperty("user.home")), System::getenv);
    }

    /** The XDG Base Directory Specification says to ignore a relative path. */
    private static boolean isAbsolute(String path) {
        return Path.of(path).isAbsolute();
    }

    public static Path of(String osName, Path home, UnaryOperator<@Nullable String> environment) {
        String os = osName.toLowerCase(Locale.ROOT);
        String xdg = environment.apply("XDG_CACHE_HOME");
        String local = environment.apply("LOCALAPPDATA");
        if (xdg != null && isAbsolute(xdg)) {
            return Path.of(xdg, "kubeuser");
        }
        if (os.startsWith("windows") && local != null && isAbsolute(local)) {
            return Path.of(local, "kubeuser");
        }
        if (!home.isAbsolute()) {
            return Path.of(System.getProperty("java.io.tmpdir"), "kubeuser-cache")
                    .toAbsolutePath();
        }
        return home.resolve(os.startsWith("mac") ? "Library/Caches" : ".cache").resolve("kubeuser");
    }
}
