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
import java.util.function.BiFunction;
import java.util.function.Predicate;

/**
 * What the policy grants to its subjects and no recorded request of theirs needed.
 *
 * @param subjects those that it grants too much
 * @param notShown those that it grants verbs that no request sends: whether they use them is not known
 * @param narrowed the files of the policy without what no request of any subject needed
 */
public record UnusedAccess(List<OfSubjects> subjects, List<NotShown> notShown, NarrowedPolicy narrowed) {

    /**
     * What is granted to subjects alike, and not used.
     *
     * @param subjects the subjects, for example {@code ServiceAccount ci/deployer}
     * @param unused by binding, each rule that none of their requests needed, or the part of it, with file and line
     */
    public record OfSubjects(List<String> subjects, List<String> unused) {}

    /**
     * What is granted to subjects alike, and is not seen to be used, nor not to be.
     *
     * @param subjects the subjects
     * @param rules by binding, each rule with such verbs, or the part of it, with file and line
     */
    public record NotShown(List<String> subjects, List<String> rules) {}

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
        List<SmallestRoles> needs = use.result().needs();
        return new UnusedAccess(
                alike(needs, permission -> permission.withoutTrace().isEmpty(), OfSubjects::new),
                alike(needs, permission -> !permission.withoutTrace().isEmpty(), NotShown::new),
                NarrowedPolicy.of(runRecord, accesses));
    }

    /** Returns what is not used by subjects, those with the same together. */
    private static <T> List<T> alike(
            List<SmallestRoles> needs,
            Predicate<Permission> isMeant,
            BiFunction<List<String>, List<String>, T> ofSubjects) {
        Map<List<String>, List<String>> alike = new LinkedHashMap<>();
        for (SmallestRoles each : needs) {
            List<String> unused = unused(each, isMeant);
            if (!unused.isEmpty()) {
                alike.computeIfAbsent(unused, same -> new ArrayList<>()).add(each.subject());
            }
        }
        return alike.entrySet().stream()
                .map(each -> ofSubjects.apply(each.getValue(), each.getKey()))
                .toList();
    }

    private static List<String> unused(SmallestRoles needs, Predicate<Permission> isMeant) {
        Map<BindingReference, List<String>> byBinding = new LinkedHashMap<>();
        needs.excessByRule().forEach((excess, permissions) -> {
            List<Permission> meant = permissions.stream().filter(isMeant).toList();
            if (!excess.isNeededInPart() && !meant.isEmpty()) {
                byBinding
                        .computeIfAbsent(excess.binding(), binding -> new ArrayList<>(List.of("through " + binding)))
                        .add("  " + text(excess.rule(), meant));
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
