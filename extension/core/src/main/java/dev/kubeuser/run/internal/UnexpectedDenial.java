package dev.kubeuser.run.internal;

import java.util.List;

/** A request that was refused although no test expected it. */
public interface UnexpectedDenial {

    /** Returns the name of the user who was refused. */
    String userName();

    /** Whether a request was refused for want of a rule. */
    boolean isRefusal();

    /** Whether nothing was refused: an answer to a review lacks what the subject needs. */
    boolean isOfReview();

    /** Returns what was refused, and what would allow it. */
    List<String> lines();
}
