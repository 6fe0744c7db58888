package dev.kubeuser.record.internal;

import dev.kubeuser.rbac.AppliedBinding;
import dev.kubeuser.rbac.RbacPolicy;
import dev.kubeuser.rbac.RbacRule;
import dev.kubeuser.rbac.RoleReference;
import dev.kubeuser.rbac.RuleId;
import dev.kubeuser.rbac.UserInfo;
import dev.kubeuser.request.NonResourceAttributes;
import dev.kubeuser.request.RequestAttributes;
import dev.kubeuser.request.ResourceAttributes;
import dev.kubeuser.run.TestCase;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The rights that a user has within bounds. A successful request may have needed any of them, and nothing tells which, so all
 * count.
 *
 * @param test the test that sent the request, or {@code null} if it is not known
 * @param user the user who was checked
 * @param bounds a rule that allows what may have been needed
 * @param namespace where; empty for the whole cluster
 * @param isNamed whether only what rules name counts, and not what a {@code *} for resources allows besides
 */
record HeldRights(@Nullable TestCase test, UserInfo user, RbacRule bounds, String namespace, boolean isNamed)
        implements FurtherNeed {

    private static final String ANY = "*";

    /** Returns bounds for objects of any name; a {@code *} stands for everything. */
    static RbacRule bounds(List<String> verbs, List<String> apiGroups, List<String> resources) {
        return bounds(verbs, apiGroups, resources, List.of(), List.of());
    }

    static RbacRule boundsOfPath(List<String> verbs, String path) {
        return bounds(verbs, List.of(), List.of(), List.of(), List.of(path));
    }

    private static RbacRule bounds(
            List<String> verbs, List<String> apiGroups, List<String> resources, List<String> names, List<String> urls) {
        return new RbacRule(
                new RuleId(RoleReference.clusterRole(""), 0), null, verbs, apiGroups, resources, names, urls);
    }

    @Override
    public List<RecordedDecision> decisions(RbacPolicy policy) {
        if (user.isMaster()) {
            return List.of();
        }
        List<RbacRule> held = policy.bindingsFor(user, namespace).stream()
                .map(AppliedBinding::role)
                .flatMap(Stream::ofNullable)
                .flatMap(role -> role.rules().stream())
                .map(this::within)
                .toList();
        return asRequests(held, namespace).stream()
                .distinct()
                .map(request -> RecordedDecision.secondCheck(test, user, request, false, true))
                .toList();
    }

    private RbacRule within(RbacRule rule) {
        return bounds(
                common(rule.verbs(), bounds.verbs()),
                common(rule.apiGroups(), bounds.apiGroups()),
                common(resources(rule), bounds.resources()),
                rule.resourceNames(),
                urls(rule));
    }

    private List<String> resources(RbacRule rule) {
        return rule.resources().stream()
                .filter(resource -> !isNamed || !resource.equals(ANY))
                .toList();
    }

    private static List<String> common(List<String> some, List<String> others) {
        return some.stream()
                .flatMap(one -> others.stream().flatMap(other -> common(one, other).stream()))
                .distinct()
                .toList();
    }

    /** Returns what both stand for: a {@code *} for everything, <code>*&#47;scale</code> for this subresource of everything. */
    private static Optional<String> common(String one, String other) {
        if (isWithin(one, other)) {
            return Optional.of(one);
        }
        return isWithin(other, one) ? Optional.of(other) : Optional.empty();
    }

    private static boolean isWithin(String one, String other) {
        return other.equals(ANY)
                || other.equals(one)
                || (other.startsWith(ANY + "/") && one.endsWith(other.substring(1)) && !one.equals(ANY));
    }

    private List<String> urls(RbacRule rule) {
        return bounds.nonResourceUrls().contains(ANY)
                ? rule.nonResourceUrls()
                : bounds.nonResourceUrls().stream()
                        .filter(path -> rule.nonResourceUrls().stream()
                                .anyMatch(new NonResourceAttributes("", path)::isMatchedBy))
                        .toList();
    }

    /**
     * Converts rules into requests that are allowed exactly to users who hold them, as whoever grants them must. Only a
     * {@code *} covers a {@code *}, so the requests have it too.
     */
    static List<RequestAttributes> asRequests(Collection<RbacRule> rules, String namespace) {
        List<RequestAttributes> requests = new ArrayList<>();
        for (RbacRule rule : rules) {
            List<String> names = rule.resourceNames().isEmpty() ? List.of("") : rule.resourceNames();
            for (String verb : rule.verbs()) {
                rule.nonResourceUrls().forEach(url -> requests.add(new NonResourceAttributes(verb, url)));
                for (String group : rule.apiGroups()) {
                    for (String resource : rule.resources()) {
                        ResourceAttributes any =
                                ResourceAttributes.of(verb, group, resource).in(namespace);
                        names.forEach(name -> requests.add(any.named(name)));
                    }
                }
            }
        }
        return requests;
    }
}
