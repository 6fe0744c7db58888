package dev.kubeuser.cluster.internal;

import dev.kubeuser.cluster.ClusterException;
import io.kubernetes.client.util.KubeConfig;
import io.kubernetes.client.util.Yaml;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Several kubeconfigs as one, and one context of it with all that it needs: {@code kubectl config view --minify
 * --flatten --context}.
 */
public final class KubeconfigFiles {

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

    /** The context as a kubeconfig of its own, which refers to no file. */
    public String only(String context) {
        KubeconfigEntry chosen = find(KubeConfig::getContexts, context, "context");
        Map<String, Object> content = chosen.content("context");
        KubeconfigEntry cluster = referred(KubeConfig::getClusters, content.get("cluster"), "cluster", context);
        KubeconfigEntry user = referred(KubeConfig::getUsers, content.get("user"), "user", context);
        Map<String, Object> only = new LinkedHashMap<>();
        only.put("apiVersion", "v1");
        only.put("kind", "Config");
        only.put("clusters", List.of(cluster.flattened("cluster")));
        only.put("users", List.of(user.flattened("user")));
        only.put("contexts", List.of(chosen.flattened("context")));
        only.put("current-context", context);
        return Yaml.dump(only);
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
            try (Reader in = Files.newBufferedReader(path)) {
                return new Loaded(path, KubeConfig.loadKubeConfig(in));
            } catch (IOException failure) {
                throw new ClusterException("The kubeconfig " + path + " could not be read: " + failure, failure);
            } catch (RuntimeException malformed) {
                throw new ClusterException("The file " + path + " is not a kubeconfig", malformed);
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
