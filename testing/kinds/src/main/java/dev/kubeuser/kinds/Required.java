package dev.kubeuser.kinds;

import java.util.Arrays;

/** The programs that the environment variable KUBEUSER_REQUIRE requires on this machine. */
final class Required {

    private Required() {}

    static boolean isRequired(String program) {
        String required = System.getenv().getOrDefault("KUBEUSER_REQUIRE", "");
        return Arrays.asList(required.split(",", -1)).contains(program);
    }
}
