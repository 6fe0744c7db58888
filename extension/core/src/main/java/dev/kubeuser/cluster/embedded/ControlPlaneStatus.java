package dev.kubeuser.cluster.embedded;

import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import dev.kubeuser.cluster.ClusterException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One line of the control-plane program's standard output. It says that the program is ready and where everything is,
 * or that a part failed.
 */
final class ControlPlaneStatus {

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
