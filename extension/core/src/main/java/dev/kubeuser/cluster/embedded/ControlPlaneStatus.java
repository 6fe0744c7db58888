package dev.kubeuser.cluster.embedded;

import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import dev.kubeuser.base.internal.Printable;
import dev.kubeuser.cluster.ClusterException;
import dev.kubeuser.cluster.internal.OutsideSockets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One line of the control-plane program's standard output. It says that the program is ready and where everything is,
 * or that a part failed.
 */
final class ControlPlaneStatus {

    private static final String LIFELINE = "lifeline";
    private static final List<String> FILES =
            List.of("kubeconfig", "adminTokens", "serverCertificateAuthority", "auditLog", "log");

    private final JsonObject fields;

    private ControlPlaneStatus(JsonObject fields) {
        this.fields = fields;
    }

    /** Parses a line; {@code null} if it is not a status. */
    static @Nullable ControlPlaneStatus parse(String line) {
        try {
            return new ControlPlaneStatus(JsonParser.parseString(line).getAsJsonObject());
        } catch (JsonParseException | IllegalStateException notOurs) {
            return null;
        }
    }

    /** Whether clients may connect already. The first answer takes until the program serves. */
    boolean isListening() {
        return is("listening");
    }

    boolean isReady() {
        return is("ready");
    }

    boolean isError() {
        return is("error");
    }

    String server() {
        return required("server");
    }

    String version() {
        return required("version");
    }

    Path kubeconfig() {
        return Path.of(required("kubeconfig"));
    }

    /** A file with the administrator's token, which the server knows sooner than a certificate; empty if it has none. */
    Optional<Path> adminTokens() {
        return text("adminTokens").map(Path::of);
    }

    /** The authority of the server's certificate. */
    Path serverAuthority() {
        return Path.of(required("serverCertificateAuthority"));
    }

    Path auditLog() {
        return Path.of(required("auditLog"));
    }

    Path log() {
        return Path.of(required("log"));
    }

    /**
     * The socket on which a shared control plane accepts lifelines: in its directory, or in one for sockets that only this
     * user may enter. Empty if that is gone already, as that of a control plane that ends.
     *
     * @throws ClusterException if the status leads elsewhere
     */
    Optional<Path> lifelineOf(Path directory) {
        String socket = required(LIFELINE);
        if (isWithin(directory, socket) || OutsideSockets.hold(socket)) {
            return Optional.of(Path.of(socket));
        }
        if (isGone(socket)) {
            return Optional.empty();
        }
        throw leadsOutOf(directory, LIFELINE, socket);
    }

    private static boolean isGone(String name) {
        try {
            return Files.notExists(Path.of(name), LinkOption.NOFOLLOW_LINKS);
        } catch (InvalidPathException garbled) {
            return false;
        }
    }

    /** The process, which is nobody's if the number is none. */
    long pid() {
        try {
            return Long.parseLong(required("pid"));
        } catch (NumberFormatException garbled) {
            return -1;
        }
    }

    /**
     * Fails unless all files that it names are in the control plane's directory.
     *
     * @throws ClusterException if the status leads elsewhere: what another file holds would be sent to the server
     */
    void requireWithin(Path directory) {
        for (String field : FILES) {
            text(field).filter(name -> !isWithin(directory, name)).ifPresent(name -> {
                throw leadsOutOf(directory, field, name);
            });
        }
    }

    private static boolean isWithin(Path directory, String name) {
        try {
            return Path.of(name).normalize().startsWith(directory);
        } catch (InvalidPathException garbled) {
            return false;
        }
    }

    private static ClusterException leadsOutOf(Path directory, String field, String name) {
        return new ClusterException("The shared control plane in " + directory + " cannot be used: it says that its "
                + field + " is " + Printable.text(name)
                + ", which is not its own. End it with kubeuser cleanup, or remove"
                + " the directory.");
    }

    /** Whether an argument of kube-apiserver is to blame, the only options that are not checked before. */
    boolean isErrorOfOptions() {
        return isError()
                && text("part").equals(Optional.of("options"))
                && required("message").contains("kube-apiserver");
    }

    String describeError() {
        return required("part") + ": " + required("message");
    }

    private boolean is(String status) {
        return text("status").equals(Optional.of(status));
    }

    private Optional<String> text(String field) {
        return fields.get(field) instanceof JsonPrimitive value ? Optional.of(value.getAsString()) : Optional.empty();
    }

    private String required(String field) {
        return text(field)
                .orElseThrow(() -> new ClusterException("The status of the control plane has no \"" + field
                        + "\": the program and this library do not match; use kubeuser-control-plane of the same"
                        + " version"));
    }
}
