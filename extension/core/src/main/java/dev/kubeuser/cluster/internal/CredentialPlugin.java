// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.cluster.internal;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import dev.kubeuser.auth.internal.Pem;
import dev.kubeuser.base.internal.HostSystem;
import dev.kubeuser.base.internal.Json;
import dev.kubeuser.base.internal.Programs;
import dev.kubeuser.base.internal.Timed;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import javax.net.ssl.KeyManager;
import org.jspecify.annotations.Nullable;

/**
 * A program that a kubeconfig names to get its user's credential. The official client would run it without a time
 * limit.
 *
 * @param command the command line
 * @param variables the environment variables that it gets in addition to ours
 * @see <a
 *     href="https://kubernetes.io/docs/reference/access-authn-authz/authentication/#client-go-credential-plugins">client-go
 *     credential plugins</a>
 */
public record CredentialPlugin(String apiVersion, List<String> command, Map<String, String> variables) {

    private static final String GROUP = "client.authentication.k8s.io/";
    private static final Set<String> VERSIONS = Set.of(GROUP + "v1", GROUP + "v1beta1");
    private static final int LONGEST_OUTPUT = 1 << 20;
    private static final Duration LAST_WORDS = Duration.ofSeconds(2);

    /**
     * Reads the {@code exec} field of a user.
     *
     * @throws IOException if it is malformed; the message is the end of a sentence about the kubeconfig
     */
    static CredentialPlugin of(Object exec) throws IOException {
        if (!(exec instanceof Map<?, ?> fields)) {
            throw new IOException("the field exec of its user is not an object");
        }
        String apiVersion = String.valueOf(fields.get("apiVersion"));
        if (!VERSIONS.contains(apiVersion)) {
            throw new IOException("the field exec.apiVersion of its user is \"" + apiVersion + "\", and has to be "
                    + GROUP + "v1 or " + GROUP + "v1beta1");
        }
        if (!(fields.get("command") instanceof String program) || program.isBlank()) {
            throw new IOException("the field exec.command of its user is missing; it has to name a program");
        }
        List<String> command = new ArrayList<>(List.of(program));
        for (Object argument : list(fields.get("args"), "args")) {
            command.add(String.valueOf(argument));
        }
        Map<String, String> variables = new LinkedHashMap<>();
        for (Object variable : list(fields.get("env"), "env")) {
            if (!(variable instanceof Map<?, ?> entry) || entry.get("name") == null) {
                throw new IOException("the field exec.env of its user has an entry without a name");
            }
            variables.put(String.valueOf(entry.get("name")), String.valueOf(entry.get("value")));
        }
        return new CredentialPlugin(apiVersion, command, variables);
    }

    /** A program that no kubeconfig names. */
    public static CredentialPlugin of(List<String> command) {
        return new CredentialPlugin(GROUP + "v1", List.copyOf(command), Map.of());
    }

    /**
     * Runs the program, and takes what it prints for the token, unless that is an ExecCredential.
     *
     * @param timeout how long it may take
     * @throws IOException if it gives no token; the message includes its standard error
     */
    public String token(Duration timeout) throws IOException {
        return run(
                timeout,
                "",
                printed -> printed.stripLeading().startsWith("{")
                        ? Credential.parse(printed, apiVersion)
                                .token()
                                .orElseThrow(() -> new IOException("gives a certificate and no token"))
                        : printed);
    }

    private static List<?> list(@Nullable Object value, String field) throws IOException {
        if (value == null) {
            return List.of();
        }
        if (value instanceof List<?> list) {
            return list;
        }
        throw new IOException("the field exec." + field + " of its user is not a list");
    }

    /**
     * Runs the program to its end, or ends it at the timeout.
     *
     * @param timeout how long it may take
     * @throws IOException if it gives no credential; the message includes its standard error
     */
    Credential run(Duration timeout) throws IOException {
        return run(
                timeout,
                "; set kubeuser.start-timeout to wait longer",
                printed -> Credential.parse(printed, apiVersion));
    }

    /** Reads what a program printed, or fails with the end of a sentence about it. */
    @FunctionalInterface
    private interface Reading<T> {
        T of(String printed) throws IOException;
    }

    private <T> T run(Duration timeout, String advice, Reading<T> reading) throws IOException {
        Process process = start();
        LogTail words = new LogTail();
        Thread listener = words.follow(process.getErrorStream());
        try {
            process.getOutputStream().close();
            return reading.of(output(process, timeout, advice));
        } catch (IOException failure) {
            Programs.end(process);
            Timed.join(listener, LAST_WORDS);
            throw new IOException(
                    "the credential plugin " + program() + " " + failure.getMessage() + words.describe("It said"),
                    failure);
        } finally {
            Programs.end(process);
            process.destroyForcibly(); // closes its streams
        }
    }

    private String program() {
        return command.get(0);
    }

    private List<String> commandLine(HostSystem system) {
        return Stream.concat(
                        Stream.of(system.find(program())),
                        command.stream().skip(1).map(system::argument))
                .toList();
    }

    private Process start() throws IOException {
        ProcessBuilder builder = new ProcessBuilder(commandLine(HostSystem.current()));
        builder.environment().putAll(variables);
        builder.environment()
                .put(
                        "KUBERNETES_EXEC_INFO",
                        "{\"apiVersion\":\"" + apiVersion
                                + "\",\"kind\":\"ExecCredential\",\"spec\":{\"interactive\":false}}");
        try {
            return Programs.start(builder);
        } catch (IOException | IllegalArgumentException failure) {
            throw new IOException(
                    "the credential plugin " + program() + " could not be run: " + failure.getMessage(), failure);
        }
    }

    private static String output(Process process, Duration timeout, String advice) throws IOException {
        try {
            return Timed.call("it", timeout, () -> printed(process));
        } catch (Timed.Unanswered none) {
            String late = "did not end within " + timeout.toMillis() / 1000.0 + " s" + advice;
            throw new IOException(none.isLate() ? late : "was interrupted", none);
        }
    }

    /** What it prints, once it has ended successfully. */
    private static String printed(Process process) throws IOException {
        byte[] printed = process.getInputStream().readNBytes(LONGEST_OUTPUT + 1);
        if (printed.length > LONGEST_OUTPUT) {
            throw new IOException("printed more than a megabyte, which is not an ExecCredential");
        }
        int exitCode = process.onExit().join().exitValue();
        if (exitCode != 0) {
            throw new IOException("ended with exit code " + exitCode);
        }
        return new String(printed, StandardCharsets.UTF_8);
    }

    /** Arguments and variables may be secrets. */
    @Override
    public String toString() {
        return "credential plugin " + program();
    }

    /**
     * What a credential plugin prints, or a kubeconfig has: a token, or a certificate with its key, in PEM.
     *
     * @see <a href="https://kubernetes.io/docs/reference/config-api/client-authentication.v1/">ExecCredential</a>
     */
    record Credential(Optional<String> token, Optional<String> certificate, Optional<String> key) {

        /**
         * Fails with the end of a sentence about the output. The message quotes none of it, because it may hold a
         * token.
         */
        static Credential parse(String printed, String apiVersion) throws IOException {
            JsonElement json = parse(printed);
            if (!json.isJsonObject()) {
                throw new IOException("printed something else than a JSON object of kind ExecCredential");
            }
            if (!Json.text(json, "kind").equals("ExecCredential")
                    || !Json.text(json, "apiVersion").equals(apiVersion)) {
                throw new IOException(
                        "printed a JSON object that is not of kind ExecCredential and apiVersion " + apiVersion);
            }
            JsonObject status = Json.object(json, "status");
            Credential credential = new Credential(
                    text(status, "token"), text(status, "clientCertificateData"), text(status, "clientKeyData"));
            if (credential.token.isEmpty() && (credential.certificate.isEmpty() || credential.key.isEmpty())) {
                throw new IOException(
                        "printed an ExecCredential with neither status.token nor status.clientCertificateData"
                                + " and status.clientKeyData");
            }
            return credential;
        }

        /**
         * {@return what presents the certificate; nothing if there is none}
         *
         * @throws IOException if it cannot be read; the message is the end of a sentence
         */
        KeyManager[] keys() throws IOException {
            if (certificate.isEmpty() || key.isEmpty()) {
                return new KeyManager[0];
            }
            List<X509Certificate> chain =
                    Endpoint.certificates(certificate.get().getBytes(StandardCharsets.US_ASCII), "client certificate");
            try {
                PrivateKey secret = Pem.readPrivateKey(key.get(), chain.get(0).getPublicKey());
                return new KeyManager[] {new ClientKeyManager(secret, chain.toArray(X509Certificate[]::new))};
            } catch (GeneralSecurityException malformed) {
                throw new IOException("the key of its client certificate cannot be read", malformed);
            }
        }

        private static JsonElement parse(String printed) throws IOException {
            try {
                return JsonParser.parseString(printed);
            } catch (JsonParseException malformed) {
                throw new IOException("printed something else than JSON");
            }
        }

        private static Optional<String> text(JsonObject status, String key) {
            return Optional.of(Json.text(status, key)).filter(text -> !text.isEmpty());
        }

        /** Shows no secret. */
        @Override
        public String toString() {
            return token.isPresent() ? "ExecCredential with a token" : "ExecCredential with a certificate";
        }
    }
}
