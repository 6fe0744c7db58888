package dev.kubeuser.coverage.internal.recording;

/**
 * The number of recorded requests of users, by source.
 *
 * @param byAuditLog requests in the API server's audit log
 * @param byClientOnly requests that only the sending client reported, because there is no audit log or they are not in
 *     it
 */
public record RecordedRequests(long byAuditLog, long byClientOnly) {

    /** No requests. */
    public static final RecordedRequests NONE = new RecordedRequests(0, 0);

    /** Returns the sum of both. */
    RecordedRequests with(RecordedRequests other) {
        return new RecordedRequests(byAuditLog + other.byAuditLog, byClientOnly + other.byClientOnly);
    }

    /** {@return for example {@code 12 by audit log, 3 by client-side record only}} */
    @Override
    public String toString() {
        return byAuditLog + " by audit log, " + byClientOnly + " by client-side record only";
    }
}
