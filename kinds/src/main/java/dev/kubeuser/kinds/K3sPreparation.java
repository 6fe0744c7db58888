package dev.kubeuser.kinds;

import java.util.Map;

/** The image of k3s. Without an engine there is an obstacle instead; without the program of the stand-in it is a mistake. */
final class K3sPreparation implements Preparation {

    @Override
    public Map<String, String> settings() {
        return Engine.answers()
                ? Map.of(KindUnderTest.IMAGE, K3sImageUnderTest.provide())
                : Map.of(KindUnderTest.OBSTACLE, "no container engine answers, see CONTRIBUTING.md");
    }
}
