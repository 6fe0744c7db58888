package dev.kubeuser.rbac.escalation.frozen;

import java.util.stream.Stream;

/** Finds the steps of one technique. */
interface TechniqueSearch {

    Technique technique();

    /** What an actor must be allowed for any step. */
    Need need();

    /** Whether what other actors may do, or are bound to, counts too. */
    default boolean isJoint() {
        return false;
    }

    /** The next steps of one actor. May leave out those that give nothing new. */
    Stream<Step> from(HeldPermissions permissions);
}
