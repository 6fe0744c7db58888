// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.cli;

import dev.kubeuser.base.internal.Counted;
import dev.kubeuser.base.internal.Printable;
import dev.kubeuser.credential.ServiceAccountSpec;
import dev.kubeuser.rbac.RbacPolicy;
import dev.kubeuser.rbac.UserInfo;
import dev.kubeuser.rbac.escalation.EscalationFinding;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a deployer needs, and what it lacks.
 *
 * @param who the account
 * @param needs each permission, with the steps that need it
 * @param today the roles and bindings that the account has
 * @param withPolicy how the steps ended with these; empty if there are none
 * @param yaml the smallest role
 * @param withSmallest how the steps ended with that role alone
 * @param becomes how the account so equipped becomes cluster-admin
 */
record DeployerAnswer(
        ServiceAccountSpec who,
        Map<DeployerNeed, Set<String>> needs,
        RbacPolicy today,
        Map<String, DeployerSteps.Ended> withPolicy,
        String yaml,
        Map<String, DeployerSteps.Ended> withSmallest,
        List<EscalationFinding> becomes) {

    /** {@return whether the steps pass with the policy: the trial decides, not the list} */
    boolean isEnough() {
        return !withPolicy.isEmpty() && withPolicy.values().stream().allMatch(DeployerSteps.Ended::isPassed);
    }

    List<String> lines() {
        List<String> lines = new ArrayList<>();
        if (isEnough()) {
            lines.add(who.subject() + " has what it needs: each step passed");
        } else {
            missing(lines);
        }
        lines.add("");
        lines.add("# The smallest role, by " + Counted.of(needs.size(), "permission"));
        yaml.lines().forEach(lines::add);
        lines.add("");
        lines.add("# With that role alone:");
        withSmallest.forEach((step, how) ->
                lines.add("#   " + step + ": " + (how.isPassed() ? "passed" : "failed: " + how.reason())));
        lines.add("# What an account with that role can become:");
        if (becomes.isEmpty()) {
            lines.add("#   no path to cluster-admin was found");
        }
        becomes.stream().flatMap(path -> path.toString().lines()).forEach(line -> lines.add("#   " + line));
        lines.add("# Not tried: --wait, --atomic and --create-namespace, tests of a chart, Argo CD and Flux. Containers"
                + " are not run.");
        return lines.stream().map(Printable::lines).toList();
    }

    private void missing(List<String> lines) {
        UserInfo user = UserInfo.serviceAccount(who.namespace(), who.name());
        Map<String, List<DeployerNeed>> bySteps = new LinkedHashMap<>();
        needs.forEach((need, steps) -> {
            if (!today.allows(user, need.request())) {
                steps.forEach(step -> bySteps.computeIfAbsent(step, unused -> new ArrayList<>())
                        .add(need));
            }
        });
        long missing =
                bySteps.values().stream().flatMap(List::stream).distinct().count();
        lines.add(who.subject() + " lacks " + Counted.of(missing, "permission"));
        bySteps.forEach((step, lacking) -> {
            lines.add(step + ":");
            lacking.forEach(
                    need -> lines.add("  " + need.request() + (need.why().isEmpty() ? "" : "  # " + need.why())));
        });
        withPolicy.forEach((step, how) -> {
            if (!how.isPassed()) {
                lines.add("with the policy, the step \"" + step + "\" failed: " + how.reason());
            }
        });
    }
}
