package dev.kubeuser.rbac.escalation;

import java.util.stream.Stream;

/** Finds the steps of one technique. */
interface TechniqueSearch {

    Technique technique();

    /** The next steps of one identity, also those that give what is reached already. */
    Stream<Step> from(HeldPermissions permissions);
}
