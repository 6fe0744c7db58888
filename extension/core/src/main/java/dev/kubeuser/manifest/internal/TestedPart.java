package dev.kubeuser.issuer.internal;

import dev.kubeuser.rbac.Origin;

/**
 * A part of an AuthenticationConfiguration, and whether a test exercised it.
 *
 * @param issuer whose it is, for example {@code issuer https://keycloak.example.com}
 * @param gap what no test has done, for example {@code no accepted token had groups}
 * @param origin its file and line
 * @param isExercised whether a test has done it all the same
 */
public record AuthenticationPart(String issuer, String gap, Origin origin, boolean isExercised) {

    /** The same part, as of two clusters. */
    public AuthenticationPart with(AuthenticationPart other) {
        return isExercised ? this : other;
    }
}
