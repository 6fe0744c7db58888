package dev.kubeuser.kinds;

import java.util.Optional;
import java.util.stream.Stream;

/** The image of k3s in these tests: the one named by {@code -Dkubeuser.k3s.image}, or else the stand-in. */
public final class K3sImageUnderTest {

    private K3sImageUnderTest() {}

    /**
     * {@return whether it is the stand-in}
     */
    public static boolean isStandIn() {
        return name().equals(StandIn.name());
    }

    /**
     * {@return why this machine cannot run it, as a clause without a full stop; empty if it can}
     */
    public static Optional<String> obstacle() {
        if (!Engine.answers()) {
            return Optional.of("no container engine answers, see CONTRIBUTING.md");
        }
        return isStandIn() ? StandIn.obstacle() : Optional.empty();
    }

    /**
     * {@return the name of the image; the stand-in is built if necessary}
     */
    public static String provide() {
        if (isStandIn()) {
            StandIn.build();
        }
        return name();
    }

    /** With its variants. */
    static Stream<String> names() {
        return isStandIn() ? StandIn.names() : Stream.of(name());
    }

    static String name() {
        String named = System.getProperty(KindUnderTest.IMAGE, "");
        return named.isEmpty() ? StandIn.name() : named;
    }
}
