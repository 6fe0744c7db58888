// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.analysis.internal;

import dev.kubeuser.analysis.internal.SmallestRoles.Excess;
import dev.kubeuser.rbac.BindingReference;
import dev.kubeuser.rbac.RbacBinding;
import dev.kubeuser.rbac.RbacRule;
import dev.kubeuser.rbac.internal.PolicyText;
import dev.kubeuser.record.internal.RecordedDecision;
import dev.kubeuser.record.internal.RunRecord;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the policy grants to its subjects and no recorded request of theirs needed.
 *
 * @param subjects those that it grants too much
 * @param narrowed the files of the policy without what no request of any subject needed
 */
public record UnusedAccess(List<OfSubjects> subjects, NarrowedPolicy narrowed) {

    /** Copies the list. */
    public UnusedAccess {
        subjects = List.copyOf(subjects);
    }

    /**
     * What is granted to subjects alike, and not used.
     *
     * @param subjects the subjects, for example {@code ServiceAccount ci/deployer}
     * @param unused by binding, each rule that none of their requests needed, or the part of it, with file and line
     */
    public record OfSubjects(List<String> subjects, List<String> unused) {

        /** Copies the lists. */
        public OfSubjects {
            subjects = List.copyOf(subjects);
            unused = List.copyOf(unused);
        }
    }

    /**
     * {@return what is not used}
     *
     * @param runRecord the policy, and the requests
     */
    public static UnusedAccess of(RunRecord runRecord) {
        List<PolicyInForce> states = PolicyInForce.of(runRecord);
        List<NeededAccess> accesses = NeededAccess.of(runRecord, states);
        PolicyUse use = new PolicyUse(runRecord.namespaces());
        for (PolicyInForce inForce : states) {
            inForce.state().written().bindings().stream()
                    .map(RbacBinding::subjects)
                    .flatMap(List::stream)
                    .distinct()
                    .map(Requesters::user)
                    .forEach(user -> use.add(inForce.policy().bindingsFor(user), RecordedDecision.Source.REQUEST));
        }
        accesses.forEach(access -> access.addTo(use));
        Map<List<String>, List<String>> alike = new LinkedHashMap<>();
        for (SmallestRoles needs : use.result().needs()) {
            List<String> unused = unused(needs.excess());
            if (!unused.isEmpty()) {
                alike.computeIfAbsent(unused, same -> new ArrayList<>()).add(needs.subject());
            }
        }
        return new UnusedAccess(
                alike.entrySet().stream()
                        .map(each -> new OfSubjects(each.getValue(), each.getKey()))
                        .toList(),
                NarrowedPolicy.of(runRecord, accesses));
    }

    private static List<String> unused(List<Excess> excess) {
        Map<BindingReference, Map<RbacRule, Set<Permission>>> byBinding = new LinkedHashMap<>();
        excess.stream()
                .filter(each -> !each.isNeededInPart())
                .forEach(each -> byBinding
                        .computeIfAbsent(each.binding(), binding -> new LinkedHashMap<>())
                        .computeIfAbsent(each.rule(), rule -> new LinkedHashSet<>())
                        .add(each.permission()));
        List<String> lines = new ArrayList<>();
        byBinding.forEach((binding, rules) -> {
            lines.add("through " + binding);
            rules.forEach((rule, permissions) -> lines.add("  " + text(rule, permissions)));
        });
        return lines;
    }

    private static String text(RbacRule rule, Set<Permission> unused) {
        boolean isWhole = unused.containsAll(Permission.of(rule));
        return PolicyText.rule(rule) + ": "
                + (isWhole ? "all of " + PolicyText.yaml(rule) : String.join("; ", Permission.texts(unused)));
    }
}
