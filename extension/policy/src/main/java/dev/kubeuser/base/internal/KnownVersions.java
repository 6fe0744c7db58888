// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.base.internal;

import dev.kubeuser.base.KubernetesVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.LocalDate;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The versions of Kubernetes that this release of the library can start: for each minor one patch, and the image of k3s
 * that has it. The build packs the table into the jar. Immutable.
 */
public final class KnownVersions {

    private static final String RESOURCE = "/META-INF/kubeuser/versions.properties";
    private static final String STANDARD = "default";
    private static final String K3S = ".k3s";
    private static final String END = ".end-of-life";

    private final KubernetesVersion standard;
    private final SortedMap<KubernetesVersion, KubernetesVersion> byMinor;
    private final Properties table;

    private KnownVersions(Properties table) {
        this.table = table;
        SortedMap<KubernetesVersion, KubernetesVersion> exact = new TreeMap<>();
        for (String key : table.stringPropertyNames()) {
            KubernetesVersion.find(key).ifPresent(minor -> exact.put(minor, KubernetesVersion.parse(value(key))));
        }
        this.byMinor = Collections.unmodifiableSortedMap(exact);
        this.standard = require(KubernetesVersion.parse(value(STANDARD)));
    }

    /** Reads the table of this release. */
    public static KnownVersions read() {
        Properties table = new Properties();
        try (InputStream in = KnownVersions.class.getResourceAsStream(RESOURCE)) {
            table.load(Objects.requireNonNull(in, RESOURCE));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        return new KnownVersions(table);
    }

    private String value(String key) {
        return Objects.requireNonNull(table.getProperty(key), () -> RESOURCE + " has no " + key);
    }

    /** {@return the default version} */
    public KubernetesVersion standard() {
        return standard;
    }

    /** {@return the minors, oldest first} */
    public List<KubernetesVersion> minors() {
        return List.copyOf(byMinor.keySet());
    }

    /**
     * {@return the exact version that is meant}
     *
     * @param asked a minor or an exact version; {@code null} for the default
     * @throws IllegalArgumentException if it is not known; the message lists those that are
     */
    public KubernetesVersion require(@Nullable KubernetesVersion asked) {
        if (asked == null) {
            return standard;
        }
        KubernetesVersion known = byMinor.get(asked.withoutPatch());
        if (known == null || !asked.includes(known)) {
            throw unknown(asked, "", minor -> Objects.requireNonNull(byMinor.get(minor)));
        }
        return known;
    }

    /**
     * {@return the minor that a version belongs to}
     *
     * @param asked a minor, or any of its patches
     * @throws IllegalArgumentException if the minor is not known; the message lists those that are
     */
    public KubernetesVersion requireMinor(KubernetesVersion asked) {
        KubernetesVersion minor = asked.withoutPatch();
        if (!byMinor.containsKey(minor)) {
            throw new IllegalArgumentException("Kubernetes " + asked
                    + " is not among the minors that this release of kubeuser knows: "
                    + byMinor.keySet().stream().map(Object::toString).collect(Collectors.joining(", ")));
        }
        return minor;
    }

    /**
     * {@return the minor of a version, or else the nearest one that is known: the last before it, or the oldest}
     *
     * @param version any version of Kubernetes
     */
    public KubernetesVersion nearestMinor(KubernetesVersion version) {
        SortedMap<KubernetesVersion, KubernetesVersion> later = byMinor.tailMap(version.withoutPatch());
        if (!later.isEmpty() && later.firstKey().equals(version.withoutPatch())) {
            return later.firstKey();
        }
        SortedMap<KubernetesVersion, KubernetesVersion> earlier = byMinor.headMap(version.withoutPatch());
        return earlier.isEmpty() ? byMinor.firstKey() : earlier.lastKey();
    }

    /**
     * {@return the exact version of k3s that is meant; k3s may have another patch of a minor}
     *
     * @param asked a minor or an exact version; {@code null} for the default
     * @throws IllegalArgumentException if it is not known; the message lists those that are
     */
    public KubernetesVersion requireK3s(@Nullable KubernetesVersion asked) {
        KubernetesVersion wanted = asked == null ? standard.withoutPatch() : asked;
        KubernetesVersion minor = wanted.withoutPatch();
        if (!byMinor.containsKey(minor) || !wanted.includes(ofK3s(minor))) {
            throw unknown(wanted, " as k3s", this::ofK3s);
        }
        return ofK3s(minor);
    }

    private KubernetesVersion ofK3s(KubernetesVersion minor) {
        String image = value(minor + K3S);
        return KubernetesVersion.parse(image.substring(image.lastIndexOf(':') + 1));
    }

    private IllegalArgumentException unknown(
            KubernetesVersion asked, String how, UnaryOperator<KubernetesVersion> ofMinor) {
        return new IllegalArgumentException("Kubernetes " + asked
                + " is not among the versions that this release of kubeuser can start" + how + ": " + list(ofMinor));
    }

    /** The known versions, as in {@code 1.36 (v1.36.3) and 1.37 (v1.37.2)}. */
    private String list(UnaryOperator<KubernetesVersion> ofMinor) {
        List<String> names = byMinor.keySet().stream()
                .map(minor -> minor + " (" + ofMinor.apply(minor) + ")")
                .toList();
        int last = names.size() - 1;
        String but = names.stream().limit(last).collect(Collectors.joining(", "));
        return but.isEmpty() ? names.get(last) : but + " and " + names.get(last);
    }

    /**
     * {@return the image of k3s with a version}
     *
     * @param asked a minor or an exact version; {@code null} for the default
     * @throws IllegalArgumentException if it is not known
     */
    public String k3sImage(@Nullable KubernetesVersion asked) {
        return value(requireK3s(asked).withoutPatch() + K3S);
    }

    /**
     * {@return the day after which Kubernetes makes no patch of a minor; empty for a minor that is not known}
     *
     * @param version any version of the minor
     * @see <a href="https://kubernetes.io/releases/">Releases of Kubernetes</a>
     */
    public Optional<LocalDate> endOfLife(KubernetesVersion version) {
        KubernetesVersion minor = version.withoutPatch();
        return byMinor.containsKey(minor) ? Optional.of(LocalDate.parse(value(minor + END))) : Optional.empty();
    }
}
