package dev.kubeuser.rbac.escalation;

import java.util.stream.Stream;

/** Finds the steps of one technique. */
interface Way {

    Technique technique();

    /** All that one identity can do next, those included that lead to what one has already. */
    Stream<Step> from(Powers powers);
}
