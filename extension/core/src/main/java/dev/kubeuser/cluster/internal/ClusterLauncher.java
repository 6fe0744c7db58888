// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.cluster.internal;

import dev.kubeuser.cluster.ClusterException;
import dev.kubeuser.cluster.ClusterKind;
import dev.kubeuser.cluster.ClusterProvider;
import dev.kubeuser.cluster.ClusterProvider.Availability;
import dev.kubeuser.cluster.ClusterSpec;
import dev.kubeuser.cluster.RunningCluster;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Starts clusters with the providers on the class path. One launcher serves a whole run, so it says each thing only
 * once. Thread-safe.
 */
public final class ClusterLauncher {

    private static final System.Logger LOG = System.getLogger(ClusterLauncher.class.getName());

    private static final String AUTO = ClusterKind.AUTO.toString();

    private final List<ClusterProvider> providers;
    private final Set<String> said = ConcurrentHashMap.newKeySet();

    /** Uses the providers that ServiceLoader finds next to the library. */
    public ClusterLauncher() {
        this(ServiceLoader.load(ClusterProvider.class, ClusterLauncher.class.getClassLoader()).stream()
                .map(ServiceLoader.Provider::get)
                .toList());
    }

    ClusterLauncher(List<ClusterProvider> providers) {
        this.providers = providers.stream()
                .sorted(Comparator.comparing(ClusterProvider::preference)
                        .reversed()
                        .thenComparing(ClusterProvider::name))
                .toList();
    }

    /** Checks the spec without starting anything. */
    public void check(ClusterSpec spec) {
        if (spec.kind() != ClusterKind.AUTO) {
            provider(spec.provider()).check(spec);
        }
        WantedVersion.withResolvedVersion(spec);
        ServedFiles.check(spec);
    }

    /** Starts a cluster of the kind that the spec names, or of the best kind that starts here. */
    public RunningCluster start(ClusterSpec spec) {
        check(spec);
        return spec.kind() == ClusterKind.AUTO ? startBest(spec) : start(provider(spec.provider()), spec);
    }

    private RunningCluster start(ClusterProvider provider, ClusterSpec spec) {
        RunningCluster cluster = provider.start(spec);
        try {
            WantedVersion.requireMatches(cluster, spec);
            WantedVersion.endOfLifeWarning(cluster.version(), LocalDate.now(ZoneOffset.UTC))
                    .ifPresent(ended -> print("kubeuser: " + ended));
            return cluster;
        } catch (ClusterException other) {
            cluster.close();
            throw other;
        }
    }

    /**
     * Checks a name of a kind, as in {@code kubeuser.cluster}.
     *
     * @return the name in lower case
     * @throws IllegalArgumentException if no provider has it; the message lists the known names
     */
    public String normalizeName(String name) {
        String lower = name.strip().toLowerCase(Locale.ROOT);
        return lower.equals(AUTO) ? lower : provider(lower).name();
    }

    private ClusterProvider provider(String name) {
        return providers.stream()
                .filter(provider -> provider.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "\"" + name + "\" is not a kind of cluster; the kinds are: " + names()));
    }

    private String names() {
        return Stream.concat(Stream.of(AUTO), providers.stream().map(ClusterProvider::name))
                .collect(Collectors.joining(", "));
    }

    /** Tries one kind after the other, whatever the reason of a failure. */
    private RunningCluster startBest(ClusterSpec spec) {
        Map<String, String> obstacles = new LinkedHashMap<>();
        for (ClusterProvider provider : providers) {
            if (provider.preference() > 0) {
                Optional<RunningCluster> started = tryToStart(provider, spec, obstacles);
                if (started.isPresent()) {
                    return started.get();
                }
            }
        }
        throw new ClusterException("No cluster can be started on this machine:"
                + obstacles.entrySet().stream()
                        .map(obstacle -> "\n- " + obstacle.getKey() + ": " + obstacle.getValue())
                        .collect(Collectors.joining()));
    }

    private Optional<RunningCluster> tryToStart(
            ClusterProvider provider, ClusterSpec spec, Map<String, String> obstacles) {
        Availability availability = provider.availability(spec);
        if (!availability.isAvailable()) {
            obstacles.put(provider.name(), availability.reason());
            return Optional.empty();
        }
        print(provider, obstacles.isEmpty() ? availability.reason() : insistence(obstacles));
        try {
            return Optional.of(start(provider, spec));
        } catch (RuntimeException | LinkageError failure) {
            if (Thread.currentThread().isInterrupted()) {
                throw failure;
            }
            LOG.log(System.Logger.Level.DEBUG, "kubeuser: " + provider.name() + " did not start", failure);
            obstacles.put(provider.name(), String.valueOf(failure.getMessage()));
            return Optional.empty();
        }
    }

    /** Why the preferred kinds were passed over, and how to require one. */
    private static String insistence(Map<String, String> obstacles) {
        String reasons =
                obstacles.values().stream().map(ClusterLauncher::firstLine).collect(Collectors.joining("; "));
        String settings = obstacles.keySet().stream()
                .map(name -> "kubeuser.cluster=" + name)
                .collect(Collectors.joining(" or "));
        return reasons + " (to require it, set " + settings + ")";
    }

    private static String firstLine(String text) {
        String line = text.lines().findFirst().orElse("");
        return line.endsWith(".") ? line.substring(0, line.length() - 1) : line;
    }

    private void print(ClusterProvider provider, String reason) {
        print("kubeuser: cluster " + provider.name() + ", because " + reason);
    }

    private void print(String line) {
        if (said.add(line)) {
            LOG.log(System.Logger.Level.INFO, line);
        }
    }
}
