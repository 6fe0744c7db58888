package dev.kubeuser.assertion;

import dev.kubeuser.review.internal.ReviewAnswer;
import java.util.List;

/** Access that takes several permissions, each of which the API server was asked for. */
sealed interface CombinedAccess permits SignerAccess, ImpersonationAccess {

    /** In words, after "to". */
    String what();

    boolean isAllowed();

    /** The answers that a message names: those that allow it, or those that deny it. */
    List<ReviewAnswer> because();
}
