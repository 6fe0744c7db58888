package dev.kubeuser.kinds;

import java.util.Map;

/**
 * An engine, and the image that tests of k3s run: the one named by {@code -Dkubeuser.k3s.image}, or else the stand-in.
 * Without an engine there is an obstacle instead.
 */
final class K3sPreparation implements Preparation {

    /** The image under test. */
    static String image() {
        return System.getProperty(KindUnderTest.IMAGE, StandIn.name());
    }

    @Override
    public Map<String, String> settings() {
        if (!Engine.answers()) {
            return Map.of(KindUnderTest.OBSTACLE, "no container engine answers, see CONTRIBUTING.md");
        }
        String image = image();
        if (image.equals(StandIn.name())) {
            StandIn.build();
        }
        return Map.of(KindUnderTest.IMAGE, image);
    }
}
