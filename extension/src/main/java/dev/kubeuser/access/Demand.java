package dev.kubeuser.access;

/** What an assertion on an answer demands of the request: what it would fail without. */
public enum Demand {
    /** That the request was authorized. */
    AUTHORIZED,
    /** That no authorizer allowed it. */
    NOT_AUTHORIZED,
    /** That the answer is 403, which most requests get from authorizers only; some are checked once more after that. */
    FORBIDDEN
}
