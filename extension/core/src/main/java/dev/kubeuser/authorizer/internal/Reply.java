package dev.kubeuser.authorizer.internal;

import java.time.Duration;

/**
 * What a webhook sends back.
 *
 * @param verdict what it says
 * @param reason why
 * @param delay how long it takes
 */
public record Reply(Verdict verdict, String reason, Duration delay) {

    /** What a reply says. */
    public enum Verdict {
        ALLOW,
        DENY,
        NO_OPINION,
        ERROR
    }

    public static final Reply NO_OPINION = new Reply(Verdict.NO_OPINION, "", Duration.ZERO);

    /** Whether the chain ends with it, so that no other test is asked. */
    boolean isLast() {
        return verdict != Verdict.NO_OPINION || !delay.isZero();
    }

    boolean decides() {
        return verdict == Verdict.ALLOW || verdict == Verdict.DENY;
    }
}
