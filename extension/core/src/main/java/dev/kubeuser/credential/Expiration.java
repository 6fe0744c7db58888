package dev.kubeuser.credential;

import java.time.Duration;

/** How long a requested credential is valid: certificates and tokens have the same bounds. */
final class Expiration {

    private static final Duration SHORTEST = Duration.ofMinutes(10);
    private static final Duration LONGEST = Duration.ofSeconds(Integer.MAX_VALUE);

    private Expiration() {}

    static void require(Duration expiration) {
        if (expiration.compareTo(SHORTEST) < 0) {
            throw new IllegalArgumentException(
                    "expiration is " + text(expiration) + "; the API server takes " + text(SHORTEST) + " or more");
        }
        if (expiration.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    "expiration is " + text(expiration) + "; the API takes at most " + text(LONGEST));
        }
    }

    /** Formats it as in annotations. */
    static String text(Duration expiration) {
        return expiration.toSeconds() + "s";
    }
}
