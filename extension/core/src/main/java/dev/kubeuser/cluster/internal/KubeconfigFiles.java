// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.cluster.internal;

import dev.kubeuser.cluster.ClusterException;
import io.kubernetes.client.util.KubeConfig;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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
}
