package dev.kubeuser.trial;

import dev.kubeuser.cluster.ClusterSpec;
import dev.kubeuser.jupiter.internal.AuthenticationMutator;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The AuthenticationConfiguration that API servers read while tests run.
 *
 * @param file the file that is mutated; {@code null} for none
 * @param configuration what API servers read instead
 * @param seen the files of all clusters that were started
 */
record AuthenticationInForce(@Nullable String file, String configuration, Set<String> seen)
        implements AuthenticationMutator {

    /** All files as they are written. */
    AuthenticationInForce() {
        this(null, "");
    }

    AuthenticationInForce(@Nullable String file, String configuration) {
        this(file, configuration, ConcurrentHashMap.newKeySet());
    }

    @Override
    public ClusterSpec mutate(ClusterSpec spec) {
        String used = spec.authentication();
        if (used == null) {
            return spec;
        }
        seen.add(used);
        return used.equals(file) ? spec.withServedAuthentication(configuration) : spec;
    }

    boolean isMade() {
        return file != null && seen.contains(file);
    }
}
