// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.cluster.internal;

import dev.kubeuser.cluster.ClusterException;
import io.kubernetes.client.util.KubeConfig;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import okhttp3.HttpUrl;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;

/**
 * Merges several kubeconfigs and extracts one context with all that it needs, like {@code kubectl config view --minify
 * --flatten --context}.
 */
public final class KubeconfigFiles {

    /** Longer than any kubeconfig, and the limit of the YAML parser. */
    private static final int LONGEST = 3_000_000;

    private final List<Loaded> files;

    private KubeconfigFiles(List<Loaded> files) {
        this.files = files;
    }

    public static KubeconfigFiles load(List<Path> paths) {
        List<Loaded> files = new ArrayList<>();
        for (Path path : paths) {
            files.add(Loaded.read(path));
        }
        return new KubeconfigFiles(files);
    }

    /** For messages: the names of all contexts. */
    public static String describeContexts(List<Path> paths) {
        String names = load(paths)
                .entries(KubeConfig::getContexts)
                .map(KubeconfigEntry::name)
                .distinct()
                .collect(Collectors.joining(", "));
        return names.isEmpty() ? "no context in " + paths : "in " + paths + " the context " + names;
    }

    /** The context with what it names, which refers to no file. */
    public KubeconfigContext only(String context) {
        KubeconfigEntry chosen = find(KubeConfig::getContexts, context, "context");
        Map<String, Object> content = chosen.content("context");
        KubeconfigEntry cluster = referred(KubeConfig::getClusters, content.get("cluster"), "cluster", context);
        KubeconfigEntry user = referred(KubeConfig::getUsers, content.get("user"), "user", context);
        return new KubeconfigContext(
                context, chosen.flattened("context"), cluster.flattened("cluster"), user.flattened("user"));
    }

    private KubeconfigEntry referred(
            Function<KubeConfig, @Nullable List<Object>> kind, @Nullable Object name, String what, String context) {
        if (name == null) {
            throw new ClusterException("The context " + context + " in " + this + " names no " + what);
        }
        return find(kind, String.valueOf(name), what);
    }

    private KubeconfigEntry find(Function<KubeConfig, @Nullable List<Object>> kind, String name, String what) {
        Optional<KubeconfigEntry> found =
                entries(kind).filter(entry -> entry.name().equals(name)).findFirst();
        return found.orElseThrow(() -> new ClusterException("There is no " + what + " \"" + name + "\" in " + this
                + "; there is "
                + entries(kind).map(KubeconfigEntry::name).distinct().toList()));
    }

    private Stream<KubeconfigEntry> entries(Function<KubeConfig, @Nullable List<Object>> kind) {
        return files.stream().flatMap(file -> file.entries(kind));
    }

    @Override
    public String toString() {
        return files.stream().map(file -> file.path().toString()).collect(Collectors.joining(", "));
    }

    private record Loaded(Path path, KubeConfig config) {

        static Loaded read(Path path) {
            try {
                return new Loaded(path, KubeConfig.loadKubeConfig(new StringReader(text(path))));
            } catch (IOException failure) {
                throw new ClusterException("The kubeconfig " + path + " could not be read: " + failure, failure);
            } catch (MarkedYAMLException malformed) {
                throw new ClusterException("The file " + path + " is not a kubeconfig: "
                        + (malformed.getProblemMark() == null
                                ? ""
                                : "in line " + (malformed.getProblemMark().getLine() + 1) + " ")
                        + malformed.getProblem());
            } catch (YAMLException malformed) {
                throw new ClusterException("The file " + path + " is not a kubeconfig: " + malformed.getMessage());
            } catch (ClassCastException | NullPointerException malformed) {
                throw new ClusterException("The file " + path + " is not a kubeconfig: it is no YAML object in which"
                        + " clusters, contexts and users are lists");
            }
        }

        /** A device or a pipe might never end, and the parser takes minutes for megabytes. */
        private static String text(Path path) throws IOException {
            if (Files.exists(path) && !Files.isRegularFile(path)) {
                throw new IOException("it is not a regular file");
            }
            try (InputStream in = Files.newInputStream(path)) {
                byte[] bytes = in.readNBytes(LONGEST + 1);
                if (bytes.length > LONGEST) {
                    throw new IOException("it is longer than " + LONGEST / 1_000_000 + " MB");
                }
                return new String(bytes, StandardCharsets.UTF_8);
            }
        }

        Stream<KubeconfigEntry> entries(Function<KubeConfig, @Nullable List<Object>> kind) {
            List<Object> entries = Objects.requireNonNullElse(kind.apply(config), List.of());
            return entries.stream()
                    .filter(Map.class::isInstance)
                    .map(entry -> new KubeconfigEntry((Map<?, ?>) entry, path));
        }
    }

    /** A named cluster, user or context in a kubeconfig. Paths in it are relative to its file. */
    private record KubeconfigEntry(Map<?, ?> entry, Path file) {

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
                            + " cluster its certificate-authority, and tls-server-name if it is reached by another"
                            + " name.";

            void cluster() {
                HttpUrl server = HttpUrl.parse(text("server", "the https:// address of the API server"));
                if (server == null) {
                    throw problem("has a field server that is not the URL of a server:"
                            + " https://HOST or https://HOST:PORT is needed");
                }
                if (!server.username().isEmpty() || !server.password().isEmpty()) {
                    throw problem("has a user name or a password in the field server, which Kubernetes does not take:"
                            + " remove it");
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
                    throw problem(
                            "has only one of client-certificate and client-key: a certificate is of use with its key "
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
}
