// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.analysis.internal;

import dev.kubeuser.analysis.internal.NeededAccess.PolicyUse;
import dev.kubeuser.rbac.BindingReference;
import dev.kubeuser.rbac.RbacBinding;
import dev.kubeuser.rbac.RbacRule;
import dev.kubeuser.rbac.internal.PolicyText;
import dev.kubeuser.record.internal.RecordedDecision;
import dev.kubeuser.record.internal.RunRecord;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the policy grants to its subjects and no recorded request of theirs needed.
 *
 * @param subjects those that it grants too much
 * @param narrowed the files of the policy without what no request of any subject needed
 */
public record UnusedAccess(List<OfSubjects> subjects, NarrowedPolicy narrowed) {

    /**
     * What is granted to subjects alike, and not used.
     *
     * @param subjects the subjects, for example {@code ServiceAccount ci/deployer}
     * @param unused by binding, each rule that none of their requests needed, or the part of it, with file and line
     */
    public record OfSubjects(List<String> subjects, List<String> unused) {}

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
            List<String> unused = unused(needs);
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

    private static List<String> unused(SmallestRoles needs) {
        Map<BindingReference, List<String>> byBinding = new LinkedHashMap<>();
        needs.excessByRule().forEach((excess, permissions) -> {
            if (!excess.isNeededInPart()) {
                byBinding
                        .computeIfAbsent(excess.binding(), binding -> new ArrayList<>(List.of("through " + binding)))
                        .add("  " + text(excess.rule(), permissions));
            }
        });
        return byBinding.values().stream().flatMap(List::stream).toList();
    }

    private static String text(RbacRule rule, List<Permission> unused) {
        boolean isWhole = unused.containsAll(Permission.of(rule));
        return PolicyText.rule(rule) + ": "
                + (isWhole ? "all of " + PolicyText.yaml(rule) : String.join("; ", Permission.texts(unused)));
    }
}
