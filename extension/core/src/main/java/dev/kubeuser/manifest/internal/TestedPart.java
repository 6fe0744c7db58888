package dev.kubeuser.manifest.internal;

import dev.kubeuser.rbac.Origin;

/**
 * A part of a file that is not RBAC, and whether a test exercised it.
 *
 * @param kind what the file is for
 * @param of whose part it is, for example {@code issuer https://keycloak.example.com} or {@code
 *     ValidatingAdmissionPolicy release-only}
 * @param gap what no test has done, for example {@code no accepted token had groups}
 * @param origin its file and line
 * @param isExercised whether a test has done it all the same
 */
public record TestedPart(Kind kind, String of, String gap, Origin origin, boolean isExercised) {

    /** What a file is for. */
    public enum Kind {
        /** How a cluster authenticates: an AuthenticationConfiguration. */
        AUTHENTICATION("parts of the authentication"),
        /** What a cluster admits: ValidatingAdmissionPolicies and their bindings. */
        ADMISSION("parts of admission policies");

        private final String parts;

        Kind(String parts) {
            this.parts = parts;
        }

        /** Returns what its parts are called, for example {@code parts of the authentication}. */
        @Override
        public String toString() {
            return parts;
        }
    }

    /** The same part, as of two clusters. */
    public TestedPart with(TestedPart other) {
        return isExercised ? this : other;
    }
}
