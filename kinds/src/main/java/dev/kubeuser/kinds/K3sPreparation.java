package dev.kubeuser.kinds;

import java.util.Map;

/** Prepares the image of k3s. A missing container engine is an obstacle; a missing stand-in program is an error. */
final class K3sPreparation implements Preparation {

    @Override
    public Map<String, String> settings() {
        return Engine.answers()
                ? Map.of(KindUnderTest.IMAGE, K3sImageUnderTest.provide())
                : Map.of(KindUnderTest.OBSTACLE, "no container engine answers, see CONTRIBUTING.md");
    }
}
