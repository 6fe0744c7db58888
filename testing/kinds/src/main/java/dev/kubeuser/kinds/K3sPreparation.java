package dev.kubeuser.kinds;

import java.util.Map;

/** Prepares the image of k3s. A missing container engine is an obstacle; a missing stand-in program is an error. */
final class K3sPreparation implements Preparation {

    @Override
    public Map<String, String> settings() {
        if (!Engine.answers()) {
            return Map.of(KindUnderTest.OBSTACLE, "no container engine answers, see CONTRIBUTING.md");
        }
        String image = K3sImageUnderTest.provide();
        return K3sImageUnderTest.isStandIn()
                ? Map.of(
                        KindUnderTest.IMAGE, image,
                        KindUnderTest.QUICK_IMAGE, StandIn.quickName(),
                        KindUnderTest.HELD_IMAGE, StandIn.heldName())
                : Map.of(KindUnderTest.IMAGE, image);
    }
}
