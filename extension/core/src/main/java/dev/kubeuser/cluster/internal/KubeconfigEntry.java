// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.cluster.internal;

import dev.kubeuser.cluster.ClusterException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import okhttp3.HttpUrl;
import org.jspecify.annotations.Nullable;

/** A named cluster, user or context in a kubeconfig. Paths in it are relative to its file. */
record KubeconfigEntry(Map<?, ?> entry, Path file) {

    private static final List<String> FILES = List.of("certificate-authority", "client-certificate", "client-key");

    String name() {
        return String.valueOf(entry.get("name"));
    }

    /** Its content as a cluster, user or context. */
    Map<String, Object> content(String kind) {
        return KubeconfigContext.content(entry, kind);
    }

    /** Its content with files inlined where allowed, and absolute paths to the rest. */
    Map<String, Object> flattened(String kind) {
        Map<String, Object> content = content(kind);
        FILES.forEach(key -> takeIn(content, key));
        content.computeIfPresent("tokenFile", (key, path) -> absolute(String.valueOf(path)));
        content.computeIfPresent("exec", (key, exec) -> withAbsoluteCommand(exec));
        check(kind, content);
        return content;
    }

    /** Inline data takes precedence over a file, as for kubectl. */
    private void takeIn(Map<String, Object> content, String key) {
        Object path = content.remove(key);
        if (path == null || content.containsKey(key + "-data")) {
            return;
        }
        try {
            byte[] bytes = Files.readAllBytes(Path.of(absolute(String.valueOf(path))));
            content.put(key + "-data", Base64.getEncoder().encodeToString(bytes));
        } catch (IOException | InvalidPathException failure) {
            throw new ClusterException(
                    "The " + key + " that " + file + " names for \"" + name() + "\" could not be read: " + failure,
                    failure);
        }
    }

    private String absolute(String path) {
        return file.toAbsolutePath().resolveSibling(path).normalize().toString();
    }

    /** A command without a separator is looked up in PATH. */
    private Object withAbsoluteCommand(Object exec) {
        if (!(exec instanceof Map<?, ?> plugin)) {
            return exec;
        }
        Map<Object, Object> resolved = new LinkedHashMap<>(plugin);
        if (!(plugin.get("command") instanceof String command)) {
            return exec;
        }
        if (command.contains("/") || command.contains("\\")) {
            resolved.put("command", absolute(command));
        }
        return resolved;
    }

    private void check(String kind, Map<String, Object> content) {
        Check check = new Check("The " + kind + " \"" + name() + "\" in " + file, content);
        switch (kind) {
            case "cluster" -> check.cluster();
            case "user" -> check.user();
            default -> {}
        }
    }

    /** A user's entry may hold a token or a key. */
    @Override
    public String toString() {
        return name() + " in " + file;
    }

    /**
     * Checks the fields of a kubeconfig's entry, before a client trips over them. Its messages name the file, the
     * entry, the field and what is expected. They print neither credentials nor an address that may hold one.
     */
    private record Check(String title, Map<String, Object> content) {

        private static final String VERIFIED =
                ". Users with certificates are tested on a verified TLS connection only: give the"
                        + " cluster its certificate-authority, and tls-server-name if it is reached by another name.";

        void cluster() {
            HttpUrl server = HttpUrl.parse(text("server", "the https:// address of the API server"));
            if (server == null) {
                throw problem("has a field server that is not the URL of a server:"
                        + " https://HOST or https://HOST:PORT is needed");
            }
            if (!server.username().isEmpty() || !server.password().isEmpty()) {
                throw problem(
                        "has a user name or a password in the field server, which Kubernetes does not take: remove it");
            }
            if (!server.isHttps()) {
                throw problem("is at " + server + ", not at an https:// address" + VERIFIED);
            }
            Object insecure = content.get("insecure-skip-tls-verify");
            if (insecure != null && !(insecure instanceof Boolean)) {
                throw problem("has a field insecure-skip-tls-verify that is neither true nor false");
            }
            if (Boolean.TRUE.equals(insecure)) {
                throw problem("has insecure-skip-tls-verify: true" + VERIFIED);
            }
            requireBase64("certificate-authority-data");
            optionalText("tls-server-name");
            optionalText("proxy-url");
        }

        void user() {
            if (content.get("exec") != null) {
                exec(content.get("exec"));
                return;
            }
            for (String field : List.of("client-certificate-data", "client-key-data")) {
                requireBase64(field);
            }
            if (content.containsKey("client-certificate-data") != content.containsKey("client-key-data")) {
                throw problem("has only one of client-certificate and client-key: a certificate is of use with its key "
                        + "alone");
            }
            String token = optionalText("token");
            if (token != null && token.chars().anyMatch(Character::isISOControl)) {
                throw problem("has a token with a line break or another control character: a token is one line");
            }
            String file = optionalText("tokenFile");
            if (file != null && !Files.isReadable(Path.of(file))) {
                throw problem("names the tokenFile " + file + ", which cannot be read");
            }
        }

        private void exec(Object exec) {
            try {
                CredentialPlugin.of(exec);
            } catch (IOException malformed) {
                throw problem("cannot be used: " + malformed.getMessage());
            }
        }

        private void requireBase64(String field) {
            String text = optionalText(field);
            if (text == null) {
                return;
            }
            try {
                if (Base64.getMimeDecoder().decode(text).length == 0 || !text.matches("[A-Za-z0-9+/=\\s]*")) {
                    throw new IllegalArgumentException("empty");
                }
            } catch (IllegalArgumentException malformed) {
                throw problem("has a field " + field + " that is not base64 of a PEM file");
            }
        }

        private String text(String field, String expected) {
            String text = optionalText(field);
            if (text == null || text.isBlank()) {
                throw problem("has no field " + field + ": " + expected + " is needed");
            }
            return text;
        }

        private @Nullable String optionalText(String field) {
            Object value = content.get(field);
            if (value == null || value instanceof String) {
                return (String) value;
            }
            throw problem("has a field " + field + " that is not text");
        }

        private ClusterException problem(String what) {
            return new ClusterException(title + " " + what);
        }

        /** The content may hold a token or a key. */
        @Override
        public String toString() {
            return title;
        }
    }
}
