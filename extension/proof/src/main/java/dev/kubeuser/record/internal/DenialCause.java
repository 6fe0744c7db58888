package dev.kubeuser.record.internal;

/** What refused a request with 403. */
public enum DenialCause {
    /** No authorizer allowed the request. */
    AUTHORIZATION("no rule allows it"),

    /** A webhook authorizer denied the request: no rule would help. */
    AUTHORIZER("a webhook authorizer denies it"),

    /** An authorizer allowed the request, and then none allowed {@code create}, which it also needed. */
    CREATE("the request was allowed, and needs create too: for an object that does not exist yet, or for a stream"),

    /** The user may not impersonate whom the request names. */
    IMPERSONATION("the request asks to act as somebody else"),

    /** An authorizer allowed the request, which would give permissions that the user does not have. */
    ESCALATION("the request was allowed, and would give permissions that the subject does not have"),

    /** An authorizer allowed the request, and the user may not use the signer. */
    SIGNER("the request was allowed, and needs a permission on the signer too"),

    /** An authorizer allowed the request, and the user may not do with an owner, or the object, what its owners need. */
    OWNER("the request was allowed, and names an owner, which needs one more permission"),

    /** An authorizer allowed the request, and admission refused it: no rule would help. */
    ADMISSION("the request was allowed; admission refused it"),

    /**
     * Nothing was refused: the subject asked for its rules, which lack what electing a leader needs. Libraries that elect
     * leaders give up then. Only the failure of a test tells it: who asks need not elect.
     */
    REVIEW("nothing was refused; the subject asked for its rules, and whoever elects a leader gives up without this"
            + " one");

    private final String words;

    DenialCause(String words) {
        this.words = words;
    }

    /** {@return what happened, as in a message} */
    public String words() {
        return words;
    }

    /** {@return whether a request was refused for want of a rule} */
    public boolean isRefusal() {
        return isOfAuthorization() && this != REVIEW;
    }

    /** {@return whether a rule would have allowed the request} */
    public boolean isOfAuthorization() {
        return this != ADMISSION && this != AUTHORIZER;
    }
}
