package dev.kubeuser.rbac.escalation;

import java.util.Collections;
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
 * @param besides what one has to have besides, for example to be who has the role that is written into
 * @param gain what it leads to
 */
public record Step(Technique technique, Identity by, String how, List<Use> uses, Set<Gain> besides, Gain gain) {

    /** Copies the collections. */
    public Step {
        uses = List.copyOf(uses);
        besides = Collections.unmodifiableSet(new LinkedHashSet<>(besides));
    }

    /** What one has to have before. */
    Set<Gain> prerequisites() {
        return Stream.of(Stream.of(by), uses.stream().map(Use::by), besides.stream())
                .flatMap(gains -> gains)
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }
}
