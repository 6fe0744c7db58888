package dev.kubeuser.coverage.internal.recording;

/**
 * How many requests of users were recorded, by what is known of them.
 *
 * @param byAuditLog those that the API server's audit log tells of
 * @param byClientOnly those that only the client that sent them tells of, because there is no audit log or they are not in
 *     it
 */
public record RecordedRequests(long byAuditLog, long byClientOnly) {

    /** No request at all. */
    public static final RecordedRequests NONE = new RecordedRequests(0, 0);

    /** Both together. */
    RecordedRequests with(RecordedRequests other) {
        return new RecordedRequests(byAuditLog + other.byAuditLog, byClientOnly + other.byClientOnly);
    }

    /** {@return for example {@code 12 by audit log, 3 by client-side record only}} */
    @Override
    public String toString() {
        return byAuditLog + " by audit log, " + byClientOnly + " by client-side record only";
    }
}
