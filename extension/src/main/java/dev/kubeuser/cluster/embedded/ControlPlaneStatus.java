package dev.kubeuser.cluster.embedded;

import com.google.gson.Gson;
import com.google.gson.JsonParseException;
import dev.kubeuser.cluster.ClusterException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One line of the control-plane program's standard output. It says that the program is ready and where everything is,
 * or that a part failed.
 */
final class ControlPlaneStatus {

    private @Nullable String status;
    private @Nullable String server;
    private @Nullable String version;
    private @Nullable String kubeconfig;
    private @Nullable String adminTokens;
    private @Nullable String serverCertificateAuthority;
    private @Nullable String auditLog;
    private @Nullable String log;
    private @Nullable String lifeline;
    private long pid;
    private @Nullable String part;
    private @Nullable String message;

    private ControlPlaneStatus() {}

    /** Parses a line; {@code null} if it is not a status. */
    static @Nullable ControlPlaneStatus parse(String line) {
        try {
            return new Gson().fromJson(line, ControlPlaneStatus.class);
        } catch (JsonParseException notOurs) {
            return null;
        }
    }

    /** Whether clients may connect already. The first answer takes until the program serves. */
    boolean isListening() {
        return "listening".equals(status);
    }

    boolean isReady() {
        return "ready".equals(status);
    }

    boolean isError() {
        return "error".equals(status);
    }

    String server() {
        return required("server", server);
    }

    String version() {
        return required("version", version);
    }

    Path kubeconfig() {
        return Path.of(required("kubeconfig", kubeconfig));
    }

    /** A file with the administrator's token, which the server knows sooner than a certificate; empty if it has none. */
    Optional<Path> adminTokens() {
        return Optional.ofNullable(adminTokens).map(Path::of);
    }

    /** The authority of the server's certificate. */
    Path serverAuthority() {
        return Path.of(required("serverCertificateAuthority", serverCertificateAuthority));
    }

    Path auditLog() {
        return Path.of(required("auditLog", auditLog));
    }

    Path log() {
        return Path.of(required("log", log));
    }

    /** The socket on which a shared control plane accepts lifelines. */
    Path lifeline() {
        return Path.of(required("lifeline", lifeline));
    }

    long pid() {
        return pid;
    }

    String describeError() {
        return part + ": " + message;
    }

    private static String required(String field, @Nullable String value) {
        if (value == null) {
            throw new ClusterException("The control plane's ready line has no \"" + field
                    + "\": the program and this library do not match; use kubeuser-control-plane of the same"
                    + " version");
        }
        return value;
    }
}
