// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.base;

import java.util.Comparator;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apiguardian.api.API;

/**
 * A version of Kubernetes: a minor such as {@code 1.35}, which stands for all its patches, or an exact one such as
 * {@code v1.35.4}. What distributions append, as in {@code v1.35.4+k3s1}, makes no difference.
 *
 * @param major the first number, 1
 * @param minor the second number, for example 35
 * @param patch the third number; empty for a minor
 * @see <a href="https://kubernetes.io/releases/version-skew-policy/">Supported versions</a>
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record KubernetesVersion(int major, int minor, OptionalInt patch) implements Comparable<KubernetesVersion> {

    /** As in semantic versions, without zeros before it. */
    private static final String NUMBER = "(0|[1-9]\\d{0,5})";

    private static final Pattern TEXT =
            Pattern.compile("v?" + NUMBER + "\\." + NUMBER + "(?:\\." + NUMBER + "(?:[-+].*)?)?");

    private static final Comparator<KubernetesVersion> ORDER = Comparator.comparingInt(KubernetesVersion::major)
            .thenComparingInt(KubernetesVersion::minor)
            .thenComparingInt(version -> version.patch.orElse(-1));

    /**
     * Reads a version.
     *
     * @param text for example {@code 1.35}, {@code 1.35.4} or {@code v1.35.4+k3s1}
     * @return the version
     * @throws IllegalArgumentException if the text is not a version
     */
    public static KubernetesVersion parse(String text) {
        return find(text)
                .orElseThrow(() -> new IllegalArgumentException("\"" + text
                        + "\" is not a version of Kubernetes: write a minor, as in 1.35, or an exact version, as in"
                        + " v1.35.4"));
    }

    /**
     * Reads a version from a text that may be none, such as the tag of an image.
     *
     * @param text the text
     * @return the version, or empty
     */
    @API(status = API.Status.INTERNAL)
    public static Optional<KubernetesVersion> find(String text) {
        Matcher matcher = TEXT.matcher(text.strip());
        return matcher.matches()
                ? Optional.of(new KubernetesVersion(
                        Integer.parseInt(matcher.group(1)),
                        Integer.parseInt(matcher.group(2)),
                        matcher.group(3) == null
                                ? OptionalInt.empty()
                                : OptionalInt.of(Integer.parseInt(matcher.group(3)))))
                : Optional.empty();
    }

    /** {@return whether it is exact, and not a minor} */
    @API(status = API.Status.INTERNAL)
    public boolean isExact() {
        return patch.isPresent();
    }

    /** {@return the minor that this version belongs to} */
    public KubernetesVersion withoutPatch() {
        return new KubernetesVersion(major, minor, OptionalInt.empty());
    }

    /**
     * {@return whether the other version is this one, or one of its patches}
     *
     * @param other the other version
     */
    @API(status = API.Status.INTERNAL)
    public boolean includes(KubernetesVersion other) {
        return major == other.major && minor == other.minor && (!isExact() || patch.equals(other.patch));
    }

    /** Compares the numbers. A minor comes before its patches. */
    @Override
    public int compareTo(KubernetesVersion other) {
        return ORDER.compare(this, other);
    }

    /** {@code 1.35} or {@code v1.35.4}, as Kubernetes writes them. */
    @Override
    public String toString() {
        String name = major + "." + minor;
        return patch.isPresent() ? "v" + name + "." + patch.getAsInt() : name;
    }
}
