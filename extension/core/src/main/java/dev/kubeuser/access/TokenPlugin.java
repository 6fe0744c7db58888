package dev.kubeuser.access;

import com.google.gson.JsonObject;
import dev.kubeuser.base.internal.HostSystem;
import dev.kubeuser.credential.BearerToken;
import java.nio.file.Path;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The credential plugin of a kubeconfig that prints the current token: {@code cat} ({@code type} on Windows) of a file
 * that is rewritten while the JVM lives. Unlike {@code tokenFile}, all clients honour it; fabric8 reads no {@code tokenFile}, and Python reads it
 * once.
 *
 * @see <a href="https://kubernetes.io/docs/reference/config-api/client-authentication.v1/">ExecCredential</a>
 */
final class TokenPlugin {

    private static final String VERSION = "client.authentication.k8s.io/v1";

    private TokenPlugin() {}

    /**
     * Writes the file, keeps it current, and returns the {@code user} of a kubeconfig that reads it; empty if the
     * system has no command that prints this file.
     */
    static Optional<Map<String, Object>> in(UserFiles files, Supplier<BearerToken> tokens, HostSystem system) {
        Path file = files.keepCurrent("credential.json", () -> credential(tokens.get()));
        return system.print(file).map(TokenPlugin::user);
    }

    private static Map<String, Object> user(List<String> command) {
        Map<String, Object> exec = new LinkedHashMap<>();
        exec.put("apiVersion", VERSION);
        exec.put("command", command.get(0));
        exec.put("args", command.subList(1, command.size()));
        exec.put("interactiveMode", "Never");
        return Map.of("exec", exec);
    }

    private static String credential(BearerToken token) {
        JsonObject status = new JsonObject();
        status.addProperty(
                "expirationTimestamp",
                token.expirationTime().truncatedTo(ChronoUnit.SECONDS).toString());
        status.addProperty("token", token.token());
        JsonObject credential = new JsonObject();
        credential.addProperty("apiVersion", VERSION);
        credential.addProperty("kind", "ExecCredential");
        credential.add("status", status);
        return credential.toString();
    }
}
