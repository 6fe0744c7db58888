// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.kinds;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The kind of cluster that this test run uses. A system property of the build names the kind, and {@link KindSession}
 * sets those of kubeuser accordingly.
 */
public final class KindUnderTest {

    /** Set by the build. Without it, as in an IDE, this package does nothing by itself. */
    static final String PROPERTY = "kind.under.test";

    /** The value at the end of the build, when no kind is under test. */
    static final String NONE = "none";

    /** Why the kind is not available on this machine; not set if it is. */
    static final String OBSTACLE = "kind.under.test.obstacle";

    /** The version of JUnit that the build expects; not set in JVMs that tests start. */
    static final String JUNIT = "junit.under.test";

    private static final String UNDER_TEST = ".under.test";

    static final String CLUSTER = "kubeuser.cluster";
    static final String IMAGE = "kubeuser.k3s.image";

    /** Variants of the stand-in; not set where the image is the real one. */
    static final String QUICK_IMAGE = "kind.under.test.quick.image";

    static final String HELD_IMAGE = "kind.under.test.held.image";

    static final String KUBECONFIG = "kubeuser.kubeconfig";
    static final String CONTEXT = "kubeuser.context";
    private static final List<String> SETTINGS = List.of(CLUSTER, IMAGE, KUBECONFIG, CONTEXT);

    private KindUnderTest() {}

    /** Returns the kind that the build specifies, or empty outside of a build. */
    static Optional<Kind> ofBuild() {
        return Optional.ofNullable(System.getProperty(PROPERTY))
                .filter(kind -> !kind.equals(NONE))
                .map(Kind::parse);
    }

    /** Fails if the class path has another JUnit than the build says. */
    static void requireJUnit(String found) {
        String wanted = System.getProperty(JUNIT, found);
        if (!wanted.equals(found)) {
            throw new IllegalStateException("The tests should run on JUnit " + wanted + ", but run on " + found);
        }
    }

    /** Returns the name of a run in the counts of a build: the kind, with the versions of all that is under test. */
    static String nameOf(Kind kind) {
        String junit = System.getProperty(JUNIT);
        String name = junit == null
                ? kind.toString()
                : kind + ", JUnit " + junit + ", Java " + Runtime.version().feature();
        return name + others();
    }

    /** Other things that a module runs its tests with, such as {@code fabric8.under.test}. */
    private static String others() {
        return System.getProperties().stringPropertyNames().stream()
                .filter(property -> property.endsWith(UNDER_TEST))
                .filter(property -> !property.equals(PROPERTY) && !property.equals(JUNIT))
                .sorted()
                .map(property -> ", " + property.replace(UNDER_TEST, " ") + System.getProperty(property))
                .collect(Collectors.joining());
    }

    /** {@return the kind under test; embedded by default} */
    public static Kind kind() {
        return Kind.parse(System.getProperty(CLUSTER, Kind.EMBEDDED.toString()));
    }

    /**
     * Returns the settings that point kubeuser to that kind of cluster, for an engine or a JVM that a test starts. Such
     * tests are about something else than how long k3s takes: their stand-in is a quick one.
     *
     * @return values by the names of the settings
     */
    public static Map<String, String> settings() {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put(CLUSTER, kind().toString());
        SETTINGS.stream()
                .filter(setting -> System.getProperty(setting) != null)
                .forEach(setting -> settings.put(setting, System.getProperty(setting)));
        settings.computeIfPresent(IMAGE, (setting, shared) -> System.getProperty(QUICK_IMAGE, shared));
        return settings;
    }

    /** {@return the image of the clusters that tests of k3s start themselves; only for a run on k3s} */
    public static String k3sImage() {
        return System.getProperty(QUICK_IMAGE, sharedK3sImage());
    }

    /**
     * {@return the image of the cluster that all other tests share, which is ready before it works and goes on
     * changing; only for a run on k3s}
     */
    public static String sharedK3sImage() {
        return Objects.requireNonNull(System.getProperty(IMAGE), "only a run on k3s has an image of it");
    }

    /**
     * {@return the image of a k3s whose own objects come only after the signal USR1; empty where k3s is the real one,
     * to which nobody says when}
     */
    public static Optional<String> heldK3sImage() {
        return Optional.ofNullable(System.getProperty(HELD_IMAGE));
    }
}
