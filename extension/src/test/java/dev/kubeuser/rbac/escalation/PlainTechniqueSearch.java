package dev.kubeuser.rbac.escalation;

import java.util.stream.Stream;

/** Finds the steps of one technique. */
interface PlainTechniqueSearch {

    Technique technique();

    /** The next steps of one actor, including those that give nothing new. */
    Stream<Step> from(PlainHeldPermissions permissions);
}
