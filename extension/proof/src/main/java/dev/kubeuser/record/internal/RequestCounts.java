package dev.kubeuser.record.internal;

import dev.kubeuser.base.internal.Counted;

/**
 * The number of recorded requests of users, by source.
 *
 * @param byAuditLog requests in the API server's audit log
 * @param byClientOnly requests that only the sending client reported, because there is no audit log or they are not in
 *     it
 * @param unreadable lines of the audit log that could not be read, so that what they tell is in no figure
 */
public record RequestCounts(long byAuditLog, long byClientOnly, long unreadable) {

    /** No requests. */
    public static final RequestCounts NONE = new RequestCounts(0, 0, 0);

    /** Returns the sum of both. */
    RequestCounts with(RequestCounts other) {
        return new RequestCounts(
                byAuditLog + other.byAuditLog, byClientOnly + other.byClientOnly, unreadable + other.unreadable);
    }

    /** {@return for example {@code 12 by audit log, 3 by client-side record only}} */
    @Override
    public String toString() {
        return byAuditLog + " by audit log, " + byClientOnly + " by client-side record only"
                + (unreadable == 0
                        ? ""
                        : "; " + Counted.of(unreadable, "line") + " of the audit log could not be read");
    }
}
