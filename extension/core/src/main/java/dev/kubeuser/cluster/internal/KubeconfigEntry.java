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

/** A named cluster, user or context in a kubeconfig. Paths in it are relative to its file. */
record KubeconfigEntry(Map<?, ?> entry, Path file) {

    private static final List<String> FILES = List.of("certificate-authority", "client-certificate", "client-key");

    String name() {
        return String.valueOf(entry.get("name"));
    }

    /** Its content as a cluster, user or context. */
    Map<String, Object> content(String kind) {
        return content(entry, kind);
    }

    static Map<String, Object> content(Map<?, ?> entry, String kind) {
        Map<String, Object> content = new LinkedHashMap<>();
        if (entry.get(kind) instanceof Map<?, ?> found) {
            found.forEach((key, value) -> content.put(String.valueOf(key), value));
        }
        return content;
    }

    /** The entry with files inlined where allowed, and absolute paths to the rest. */
    Map<String, Object> flattened(String kind) {
        Map<String, Object> content = content(kind);
        FILES.forEach(key -> takeIn(content, key));
        content.computeIfPresent("tokenFile", (key, path) -> absolute(String.valueOf(path)));
        content.computeIfPresent("exec", (key, exec) -> withAbsoluteCommand(exec));
        check(kind, content);
        Map<String, Object> named = new LinkedHashMap<>();
        named.put("name", name());
        named.put(kind, content);
        return named;
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
        KubeconfigCheck check = new KubeconfigCheck("The " + kind + " \"" + name() + "\" in " + file, content);
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
}
