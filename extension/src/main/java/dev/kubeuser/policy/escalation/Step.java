package dev.kubeuser.policy.escalation;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One step of an escalation.
 *
 * @param technique by which way
 * @param by as whom
 * @param how what is done, for example {@code create pods in ci that run as ServiceAccount ci/deployer}
 * @param uses the permissions that it takes
 * @param gain what it leads to
 */
public record Step(Technique technique, Identity by, String how, List<Use> uses, Gain gain) {

    /** Copies the list. */
    public Step {
        uses = List.copyOf(uses);
    }

    /** What one has to have before. */
    Set<Gain> prerequisites() {
        return Stream.concat(Stream.of(by), uses.stream().map(Use::by))
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }
}
