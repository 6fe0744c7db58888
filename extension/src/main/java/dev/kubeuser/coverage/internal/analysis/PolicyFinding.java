package dev.kubeuser.coverage.internal.analysis;

import dev.kubeuser.coverage.internal.recording.PolicyState;
import dev.kubeuser.coverage.internal.recording.RunRecord;
import dev.kubeuser.rbac.Origin;
import dev.kubeuser.rbac.RbacBinding;
import dev.kubeuser.rbac.RbacPolicy;
import dev.kubeuser.rbac.RbacPolicyBuilder;
import dev.kubeuser.rbac.RbacRule;
import dev.kubeuser.review.internal.KnownVerbs;
import dev.kubeuser.review.internal.ServedResource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.Set;

/**
 * A part of the policy under test that Kubernetes accepts but that has no effect: a verb or a resource that the cluster
 * does not have, or a binding to a role that does not exist.
 *
 * @param part the rule or binding
 * @param rule the index of the rule; empty for a binding
 * @param origin where it is written
 * @param problem what does not exist
 */
public record PolicyFinding(String part, OptionalInt rule, Origin origin, String problem) {

    /**
     * Returns each finding once, however many namespaces it was applied to. API groups that this cluster does not serve
     * are no finding: other clusters may serve them.
     */
    static List<PolicyFinding> of(RunRecord runRecord, List<PolicyInForce> inForce) {
        Set<PolicyFinding> findings = new LinkedHashSet<>();
        for (PolicyInForce each : inForce) {
            RbacPolicy written = written(each.state());
            written.roles()
                    .forEach(role -> role.rules().stream()
                            .map(runRecord.namespaces()::written)
                            .forEach(rule -> findings.addAll(of(rule, runRecord.served()))));
            written.bindings().stream()
                    .filter(binding -> each.policy().role(binding.roleRef()).isEmpty())
                    .map(runRecord.namespaces()::written)
                    .forEach(binding -> findings.add(of(binding)));
        }
        return List.copyOf(findings);
    }

    private static RbacPolicy written(PolicyState state) {
        RbacPolicyBuilder written = RbacPolicy.builder();
        state.objects().forEach(object -> written.add(object.object(), object.source()::origin));
        return written.build();
    }

    private static PolicyFinding of(RbacBinding binding) {
        return new PolicyFinding(
                binding.id().toString(),
                OptionalInt.empty(),
                Objects.requireNonNull(binding.origin()),
                binding.roleRef() + " does not exist");
    }

    private static List<PolicyFinding> of(RbacRule rule, List<ServedResource> served) {
        List<String> problems = new ArrayList<>();
        rule.verbs().stream()
                .filter(verb -> !isVerb(verb, rule, served))
                .forEach(verb -> problems.add(
                        "there is no verb \"" + verb + "\"" + (rule.resources().isEmpty() ? " of URLs" : "")));
        rule.resources().stream()
                .filter(resource -> !exists(resource, rule.apiGroups(), served))
                .forEach(resource -> problems.add("there is no resource \"" + resource + "\" in the API groups \""
                        + String.join("\", \"", rule.apiGroups()) + "\""));
        Origin origin = Objects.requireNonNull(rule.origin());
        return problems.stream()
                .map(problem -> new PolicyFinding(
                        rule.id().toString(), OptionalInt.of(rule.id().index()), origin, problem))
                .toList();
    }

    private static boolean isVerb(String verb, RbacRule rule, List<ServedResource> served) {
        return verb.equals("*")
                || (rule.resources().isEmpty()
                        ? Topics.HTTP_METHODS.contains(verb)
                        : KnownVerbs.isKnown(verb)
                                || served.stream()
                                        .anyMatch(resource -> resource.verbs().contains(verb)));
    }

    /**
     * Whether the cluster has a resource. If it does not serve the group, an extension that is not installed here may.
     */
    private static boolean exists(String written, List<String> groups, List<ServedResource> served) {
        return written.contains("*")
                || groups.stream().anyMatch(group -> group.equals("*") || !isServed(group, served))
                || groups.stream().anyMatch(group -> KnownVerbs.isUsed(group, written))
                || served.stream()
                        .anyMatch(resource -> groups.contains(resource.apiGroup())
                                && written.equals(resource.resource()
                                        + (resource.subresource().isEmpty() ? "" : "/" + resource.subresource())));
    }

    private static boolean isServed(String group, List<ServedResource> served) {
        return served.stream().anyMatch(resource -> resource.apiGroup().equals(group));
    }
}
