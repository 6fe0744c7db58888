// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.cli;

import dev.kubeuser.query.AccessQuery;
import dev.kubeuser.query.AccessQueryException;
import dev.kubeuser.query.internal.Discovery;
import dev.kubeuser.query.internal.KnownVerbs;
import dev.kubeuser.query.internal.QueryCheck;
import dev.kubeuser.query.internal.ServedResource;
import dev.kubeuser.rbac.BindingReference;
import dev.kubeuser.rbac.RbacBinding;
import dev.kubeuser.rbac.RbacRole;
import dev.kubeuser.rbac.RbacRule;
import dev.kubeuser.rbac.Subject;
import dev.kubeuser.rbac.UserInfo;
import dev.kubeuser.rbac.escalation.Risk;
import dev.kubeuser.request.RequestSet;
import dev.kubeuser.request.ResourceAttributes;
import dev.kubeuser.statement.EffectivePolicy;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a policy grants today, as questions that an API server is asked. A wildcard stands for too much, so the
 * resources that matter most are asked for.
 *
 * @param policy the policy in force
 * @param resources what its cluster serves
 */
record GrantsToday(EffectivePolicy policy, Discovery resources) {

    private static final String ANY = "*";
    private static final Set<String> OF_WILDCARDS = Set.of(
            "secrets",
            "pods",
            "pods/exec",
            "configmaps",
            "serviceaccounts",
            "nodes",
            "deployments.apps",
            "deployments.apps/scale",
            "roles.rbac.authorization.k8s.io",
            "clusterrolebindings.rbac.authorization.k8s.io");

    private static final Comparator<String> VERBS = Comparator.<String>comparingInt(
                    verb -> Math.floorMod(KnownVerbs.OF_REQUESTS.indexOf(verb), Integer.MAX_VALUE))
            .thenComparing(Comparator.naturalOrder());

    /** What a test may assert that a subject without the permission cannot do, the riskiest first. */
    private static final List<List<String>> RISKY = List.of(
            List.of("get", "secrets", "kube-system"),
            List.of("list", "secrets", ANY),
            List.of("create", "clusterrolebindings.rbac.authorization.k8s.io", ""),
            List.of("create", "pods", ANY));

    /** Where rules allow the same, one is enough. */
    private record Place(String resource, List<String> names, String namespace) {}

    /** {@return what a binding of the files allows a subject, the riskiest first} */
    List<DraftCase> by(RbacBinding binding, Subject subject) {
        List<DraftCase> cases = new ArrayList<>();
        policy.rbac()
                .role(binding.roleRef())
                .map(RbacRole::rules)
                .orElse(List.of())
                .forEach(rule -> {
                    Map<Place, List<String>> verbs = new LinkedHashMap<>();
                    questions(rule, binding.id().namespace())
                            .filter(question -> isAllowed(subject, question))
                            .forEach(
                                    question -> verbs.computeIfAbsent(place(question, rule), place -> new ArrayList<>())
                                            .add(question.verb()));
                    verbs.forEach((place, all) -> cases.add(new DraftCase(
                            subject,
                            true,
                            reference(binding),
                            risk(rule, place, all),
                            all.stream().distinct().sorted(VERBS).toList(),
                            place.resource(),
                            place.names(),
                            place.namespace())));
                });
        return cases.stream()
                .distinct()
                .sorted(Comparator.comparingInt(DraftCase::rank))
                .toList();
    }

    private static Place place(AccessQuery question, RbacRule rule) {
        if (!question.path().isEmpty()) {
            return new Place(question.path(), List.of(), "");
        }
        return new Place(
                question.resource(),
                question.name().isEmpty() ? List.of() : names(rule),
                question.isInAllNamespaces()
                        ? DraftCase.EVERYWHERE
                        : question.namespace().orElse(""));
    }

    /** A table names a binding in one text. */
    private static @Nullable BindingReference reference(RbacBinding binding) {
        try {
            return BindingReference.parse(binding.id().toString()).equals(binding.id()) ? binding.id() : null;
        } catch (IllegalArgumentException unusual) {
            return null;
        }
    }

    /** {@return at most so many of what a subject may not do} */
    Stream<DraftCase> denied(Subject subject, int most) {
        return RISKY.stream()
                .map(words -> DraftCase.denied(subject, words.get(0), words.get(1), words.get(2)))
                .filter(denied -> denied.queries().noneMatch(question -> isAllowed(subject, question)))
                .limit(most);
    }

    private boolean isAllowed(Subject subject, AccessQuery question) {
        return policy.rbac().allows(UserInfo.of(subject), question.attributes());
    }

    private Stream<AccessQuery> questions(RbacRule rule, String namespace) {
        QueryCheck check = new QueryCheck(resources, policy.features());
        return Stream.concat(ofResources(rule, namespace), namespace.isEmpty() ? ofPaths(rule) : Stream.of())
                .filter(question -> isPossible(question, check));
    }

    private static boolean isPossible(AccessQuery question, QueryCheck check) {
        try {
            check.require(question);
            return true;
        } catch (AccessQueryException impossible) {
            return false;
        }
    }

    private Stream<AccessQuery> ofResources(RbacRule rule, String namespace) {
        boolean isWide = rule.apiGroups().contains(ANY)
                || rule.resources().stream().anyMatch(resource -> resource.startsWith(ANY));
        return new QueryCheck(resources, policy.features())
                .served().stream()
                        .filter(served ->
                                !isWide || OF_WILDCARDS.contains(served.name().toString()))
                        .filter(served -> namespace.isEmpty() || served.isNamespaced())
                        .flatMap(served -> served.verbs().stream()
                                .sorted(VERBS)
                                .flatMap(verb -> of(rule, namespace, served, verb)));
    }

    private static Stream<AccessQuery> of(RbacRule rule, String namespace, ServedResource served, String verb) {
        AccessQuery all = AccessQuery.of(served.name().request(verb, namespace));
        AccessQuery placed =
                namespace.isEmpty() && served.scope() == ServedResource.Scope.NAMESPACED ? all.inAllNamespaces() : all;
        boolean isForAll = rule.resourceNames().isEmpty()
                || served.name().request(verb, namespace).canBeNameless();
        Stream<AccessQuery> named =
                placed.canBeNamed() ? names(rule).stream().limit(1).map(placed::named) : Stream.of();
        return Stream.concat(isForAll ? Stream.of(placed) : Stream.of(), named)
                .filter(question -> rule.allows(question.attributes()))
                .limit(1);
    }

    /** The objects that a rule names; the empty name stands for none. */
    private static List<String> names(RbacRule rule) {
        return rule.resourceNames().stream()
                .filter(name -> !name.isBlank())
                .distinct()
                .toList();
    }

    private static Stream<AccessQuery> ofPaths(RbacRule rule) {
        return rule.nonResourceUrls().stream()
                .map(path -> path.equals(ANY) ? "/metrics" : path.replace(ANY, "any"))
                .flatMap(path -> (rule.verbs().contains(ANY) ? Stream.of("get") : rule.verbs().stream())
                        .flatMap(verb -> path(verb, path)));
    }

    private static Stream<AccessQuery> path(String verb, String path) {
        try {
            return Stream.of(AccessQuery.verb(verb, path));
        } catch (AccessQueryException impossible) {
            return Stream.of();
        }
    }

    private static @Nullable Risk risk(RbacRule rule, Place place, List<String> verbs) {
        boolean isWide = Stream.of(rule.verbs(), rule.resources(), rule.nonResourceUrls(), rule.apiGroups())
                .anyMatch(written -> written.contains(ANY));
        if (place.resource().startsWith("/")) {
            return isWide ? Risk.WILDCARD : null;
        }
        RequestSet requests = requests(place, verbs);
        return Stream.of(Risk.values())
                .filter(risk -> risk == Risk.SECRETS_READ ? place.names().isEmpty() : risk != Risk.WILDCARD)
                .filter(risk -> !risk.requests().intersection(requests).isEmpty())
                .findFirst()
                .orElse(isWide ? Risk.WILDCARD : null);
    }

    private static RequestSet requests(Place place, List<String> verbs) {
        return verbs.stream()
                .map(verb -> AccessQuery.verb(verb, place.resource()))
                .map(AccessQuery::attributes)
                .filter(ResourceAttributes.class::isInstance)
                .map(ResourceAttributes.class::cast)
                .map(request -> request.resourceName().requests(List.of(request.verb()), place.names()))
                .reduce(RequestSet.none(), RequestSet::union);
    }
}
