// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.rbac.escalation.internal;

import dev.kubeuser.rbac.Grant;
import dev.kubeuser.rbac.escalation.Certainty;
import dev.kubeuser.rbac.escalation.Technique;
import dev.kubeuser.rbac.internal.PolicyText;
import dev.kubeuser.request.RequestAttributes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One step of an escalation.
 *
 * @param technique how it works
 * @param certainty how little it needs in addition to permissions: as certain as its technique, or less
 * @param by the actor
 * @param how what is done, for example {@code create pods in ci that run as ServiceAccount ci/deployer}
 * @param uses the permissions that it needs
 * @param besides the other capabilities that it needs, for example the identity to which the role is bound
 * @param capability the capability that the user gains
 */
public record Step(
        Technique technique,
        Certainty certainty,
        Capability.Actor by,
        String how,
        List<Use> uses,
        Set<Capability> besides,
        Capability capability) {

    /** Copies the collections. */
    public Step {
        uses = List.copyOf(uses);
        besides = Collections.unmodifiableSet(new LinkedHashSet<>(besides));
    }

    /** What it uses and what it gives, below what is done. */
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        uses.forEach(use -> lines.addAll(lines(use)));
        String doubt = switch (certainty) {
            case CERTAIN -> "";
            case LIKELY -> " (likely)";
            case DEPENDS -> " (depends on more than permissions)";
        };
        lines.add("     which gives " + capability + ": " + technique + doubt + ", see " + technique.link());
        return lines;
    }

    private static List<String> lines(Use use) {
        String may = "     may " + use.request();
        if (use.grants().isEmpty()) {
            return List.of(may + (use.by() instanceof Capability.Identity ? "" : " by " + use.by()));
        }
        List<String> lines = new ArrayList<>();
        for (Grant grant : use.grants()) {
            lines.add(may + " by");
            PolicyText.grant(grant).forEach(line -> lines.add("       " + line));
        }
        return lines;
    }

    /** The same step, no more certain than the limit. */
    Step atMost(Certainty limit) {
        return new Step(technique, certainty.or(limit), by, how, uses, besides, capability);
    }

    /** The capabilities needed before the step. */
    Set<Capability> prerequisites() {
        return Stream.of(Stream.of(by), uses.stream().map(Use::by), besides.stream())
                .flatMap(capabilities -> capabilities)
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /**
     * A permission that a step uses.
     *
     * @param request the request
     * @param grants the bindings, roles and rules that allow it; empty if a capability of an earlier step allows it
     * @param by the capability that has it
     */
    public record Use(RequestAttributes request, List<Grant> grants, Capability by) {

        /** Copies the list. */
        public Use {
            grants = List.copyOf(grants);
        }
    }
}
