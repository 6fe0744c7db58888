// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.statement;

import dev.kubeuser.base.internal.Printable;
import dev.kubeuser.rbac.RbacRule;
import dev.kubeuser.rbac.internal.PolicyText;
import dev.kubeuser.request.RequestAttributes;
import dev.kubeuser.request.RequestRange;
import dev.kubeuser.request.RequestSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apiguardian.api.API;

/**
 * What a role allows that another one does not, decided by the requests and not by how rules are written. The names of
 * the roles and of their namespaces do not matter.
 *
 * <p>Immutable and thread-safe.
 */
@API(status = API.Status.INTERNAL)
public final class RoleDifference {

    /** A rule of more values is shown as it is written, so that no file makes this slow. */
    private static final int MAX_NARROWED = 200;

    private final EffectiveRole having;
    private final EffectiveRole lacking;

    /** Where both are compared; empty for the whole cluster. */
    private final String namespace;

    private final RequestSet requests;
    private final RequestSet inScope;

    /**
     * A rule that allows some of the difference.
     *
     * @param rule the rule, as it is written
     * @param namespace where an account is given the rule; empty for everywhere, and for a role
     * @param requests those of its requests that the other role does not allow
     */
    public record Part(RbacRule rule, String namespace, RequestSet requests) {

        private RequestSet all() {
            return namespace.isEmpty() ? rule.requests() : rule.requests().in(namespace);
        }

        private String where() {
            return namespace.isEmpty() ? "" : Printable.text(" in " + namespace);
        }
    }

    private RoleDifference(EffectiveRole having, EffectiveRole lacking, String namespace) {
        this.having = having;
        this.lacking = lacking;
        this.namespace = namespace;
        this.requests = sendable(having.requests(namespace).minus(lacking.requests(namespace)));
        this.inScope = lacking.namespace().isEmpty() ? requests : requests.in(namespace);
    }

    /**
     * {@return what one role allows that another one does not}
     *
     * @param having the one that allows it
     * @param lacking the other one
     */
    public static RoleDifference between(EffectiveRole having, EffectiveRole lacking) {
        return new RoleDifference(
                having, lacking, lacking.namespace().isEmpty() ? having.namespace() : lacking.namespace());
    }

    /** Either side may have the definition of a custom resource. */
    private RequestSet sendable(RequestSet some) {
        return having.policy().sendable(lacking.policy().sendable(some));
    }

    /** {@return the requests} */
    public RequestSet requests() {
        return requests;
    }

    /** {@return whether there are none} */
    public boolean isEmpty() {
        return requests.isEmpty();
    }

    /** {@return those outside of the only namespace in which the other role is given} */
    public RequestSet beyondNamespace() {
        return requests.minus(inScope);
    }

    /** {@return whether there are some} */
    public boolean isBeyondNamespace() {
        return !beyondNamespace().isEmpty();
    }

    /** {@return the simplest of some requests} */
    public RequestAttributes example(RequestSet some) {
        return having.policy().witness(some).orElseThrow();
    }

    /** {@return the simplest of the requests; one that rules could add, if there is one} */
    public RequestAttributes example() {
        return example(inScope.isEmpty() ? requests : inScope);
    }

    /** {@return the rules that allow it where the other role is given} */
    public List<Part> parts() {
        return having.held().stream()
                .map(each ->
                        new Part(each.rule(), each.namespace(), each.requests().intersection(inScope)))
                .filter(part -> !part.requests().isEmpty())
                .toList();
    }

    /** {@return the parts, those of the same requests together: one of them is to be added, or each deleted} */
    public List<List<Part>> alike() {
        return List.copyOf(parts().stream()
                .collect(Collectors.groupingBy(Part::requests, LinkedHashMap::new, Collectors.toList()))
                .values());
    }

    /**
     * {@return a part in words, for example {@code get, list secrets}; resources without a namespace are named if they
     * count, and left in wildcards}
     */
    public String words(Part part) {
        return part.all().minus(lacking.requests()).ranges().stream()
                        .flatMap(range -> namespace.isEmpty() || range.isWildcard()
                                ? Stream.of(range)
                                : range.requests().intersection(part.requests()).ranges().stream())
                        .map(RequestRange::what)
                        .collect(Collectors.joining("; "))
                + part.where();
    }

    /** {@return a part as a rule to be added to the other role: with no more values than it takes} */
    public String addition(Part part) {
        return PolicyText.rule(part.rule()) + ": " + PolicyText.yaml(narrowed(part)) + part.where();
    }

    /** {@return a part as it is to be deleted from its rule} */
    public String deletion(Part part) {
        RequestSet all = sendable(part.all());
        boolean isWhole = part.requests().equals(namespace.isEmpty() ? all : all.in(namespace));
        return PolicyText.rule(part.rule()) + ": " + (isWhole ? PolicyText.yaml(part.rule()) : words(part));
    }

    private static RbacRule narrowed(Part part) {
        RbacRule rule = part.rule();
        long values = Stream.of(
                        rule.verbs(), rule.apiGroups(), rule.resources(), rule.resourceNames(), rule.nonResourceUrls())
                .mapToLong(List::size)
                .sum();
        if (values > MAX_NARROWED) {
            return rule;
        }
        rule = narrowed(rule, part, RbacRule::verbs, RbacRule::withVerbs);
        rule = narrowed(rule, part, RbacRule::apiGroups, RbacRule::withApiGroups);
        rule = narrowed(rule, part, RbacRule::resources, RbacRule::withResources);
        rule = narrowed(rule, part, RbacRule::resourceNames, RbacRule::withResourceNames);
        return narrowed(rule, part, RbacRule::nonResourceUrls, RbacRule::withNonResourceUrls);
    }

    /** Leaves out the values of one list that no request of a part needs. */
    private static RbacRule narrowed(
            RbacRule rule,
            Part part,
            Function<RbacRule, List<String>> list,
            BiFunction<RbacRule, List<String>, RbacRule> with) {
        List<String> values = list.apply(rule);
        List<String> needed = values.stream()
                .filter(value -> !with.apply(rule, List.of(value))
                        .requests()
                        .intersection(part.requests())
                        .isEmpty())
                .toList();
        return needed.size() == values.size() ? rule : with.apply(rule, needed);
    }
}
