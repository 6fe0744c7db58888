package dev.kubeuser.kinds;

import java.util.Arrays;

/** What the environment variable KUBEUSER_REQUIRE says that this machine must not lack. */
final class Required {

    private Required() {}

    static boolean isRequired(String program) {
        String required = System.getenv().getOrDefault("KUBEUSER_REQUIRE", "");
        return Arrays.asList(required.split(",", -1)).contains(program);
    }
}
