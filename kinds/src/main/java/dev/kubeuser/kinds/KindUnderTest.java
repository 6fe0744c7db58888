package dev.kubeuser.kinds;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * The kind of cluster that this run of the tests is about, as system properties tell it: those of the build say which
 * kind, and {@link KindSession} sets those of kubeuser accordingly.
 */
public final class KindUnderTest {

    /** Set by the build; without it, as in an IDE, nothing of this package does anything of itself. */
    static final String PROPERTY = "kind.under.test";

    /** What the build sets at the end, when no kind is under test any more. */
    static final String NONE = "none";

    /** Why the kind cannot be had on this machine, if so. */
    static final String OBSTACLE = "kind.under.test.obstacle";

    /** The version of JUnit that the build wants its tests to run on; not set in JVMs that tests start. */
    static final String JUNIT = "junit.under.test";

    static final String CLUSTER = "kubeuser.cluster";
    static final String IMAGE = "kubeuser.k3s.image";
    static final String KUBECONFIG = "kubeuser.kubeconfig";
    static final String CONTEXT = "kubeuser.context";
    private static final List<String> SETTINGS = List.of(CLUSTER, IMAGE, KUBECONFIG, CONTEXT);

    private KindUnderTest() {}

    /** The kind that the build asks for, if this is a build. */
    static Optional<Kind> ofBuild() {
        return Optional.ofNullable(System.getProperty(PROPERTY))
                .filter(kind -> !kind.equals(NONE))
                .map(Kind::parse);
    }

    /** Fails if the build put another JUnit on the class path than it says. */
    static void requireJUnit(String found) {
        String wanted = System.getProperty(JUNIT, found);
        if (!wanted.equals(found)) {
            throw new IllegalStateException("The tests should run on JUnit " + wanted + ", but run on " + found);
        }
    }

    /** What a run is called among the counts of a build: the kind, with the JUnit and the Java that it is about. */
    static String nameOf(Kind kind) {
        String junit = System.getProperty(JUNIT);
        return junit == null
                ? kind.toString()
                : kind + ", JUnit " + junit + ", Java " + Runtime.version().feature();
    }

    /**
     * {@return the kind under test; embedded where nobody says which}
     */
    public static Kind kind() {
        return Kind.parse(System.getProperty(CLUSTER, Kind.EMBEDDED.toString()));
    }

    /**
     * The settings by which kubeuser comes to that kind of cluster: for an engine or a JVM that a test starts.
     *
     * @return values by the names of the settings
     */
    public static Map<String, String> settings() {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put(CLUSTER, kind().toString());
        SETTINGS.stream()
                .filter(setting -> System.getProperty(setting) != null)
                .forEach(setting -> settings.put(setting, System.getProperty(setting)));
        return settings;
    }

    /**
     * {@return the image that tests of k3s run; asked for in a run on k3s only}
     */
    public static String k3sImage() {
        return Objects.requireNonNull(System.getProperty(IMAGE), "only a run on k3s has an image of it");
    }
}
