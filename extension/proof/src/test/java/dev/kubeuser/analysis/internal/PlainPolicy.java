// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.analysis.internal;

import dev.kubeuser.query.internal.ServedResource;
import dev.kubeuser.rbac.RbacPolicy;
import dev.kubeuser.rbac.RbacPolicyBuilder;
import dev.kubeuser.rbac.RbacRole;
import dev.kubeuser.rbac.RbacRule;
import dev.kubeuser.rbac.UserInfo;
import dev.kubeuser.record.internal.PolicyState;
import dev.kubeuser.record.internal.RecordedDecision;
import dev.kubeuser.record.internal.RunRecord;
import dev.kubeuser.request.NonResourceAttributes;
import dev.kubeuser.request.RequestAttributes;
import dev.kubeuser.request.ResourceAttributes;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A state of the policy under test, with the whole policy in force at that time, which is built once; it answers by
 * asking everything.
 *
 * @param state the recorded state
 * @param policy the policy under test together with the rest of the cluster's
 * @param served the resources that the cluster serves
 */
record PlainPolicy(PolicyState state, RbacPolicy policy, List<ServedResource> served) {

    private static final List<String> HTTP_METHODS =
            List.of("get", "head", "post", "put", "patch", "delete", "options");

    /** A request with one of these verbs is in no namespace, even if it is about the Namespace objects of one name. */
    private static final Set<String> OF_ALL = Set.of("create", "list", "watch", "deletecollection");

    static List<PlainPolicy> of(RunRecord runRecord) {
        return runRecord.states().stream()
                .map(state -> new PlainPolicy(state, state.policy(), runRecord.served()))
                .toList();
    }

    List<RecordedDecision> decisions() {
        return state.decisions();
    }

    /** Whether the policy decides as the API server did. */
    boolean explains(RecordedDecision recorded) {
        return policy.allows(recorded.user(), recorded.request()) == recorded.allowed();
    }

    /** Whether it contains the object that a mutation changes. */
    boolean concerns(Mutation mutation) {
        return state.objects().stream()
                .anyMatch(object -> object.origin().equals(mutation.target().origin()));
    }

    /** Returns the policy with a mutation. */
    RbacPolicy mutated(Mutation mutation) {
        RbacPolicyBuilder all = state.objectsInForce();
        state.objects().stream()
                .filter(object -> object.origin().equals(mutation.target().origin()))
                .flatMap(object -> mutation.change().replace(object, policy).stream())
                .forEach(changed -> all.add(changed, path -> mutation.origin()));
        return all.build();
    }

    /** The users of the tests, and one for each subject of the bindings of this policy and another one. */
    Set<UserInfo> users(RbacPolicy other) {
        return Requesters.users(decisions(), Stream.concat(policy.bindings().stream(), other.bindings().stream()));
    }

    /** Whether anybody's request is answered otherwise under another policy. A rule of both answers alike. */
    boolean differsFrom(RbacPolicy other) {
        Set<UserInfo> users = users(other);
        return Stream.concat(changed(policy, other), changed(other, policy))
                .distinct()
                .flatMap(rule -> questions(rule, other))
                .anyMatch(question ->
                        users.stream().anyMatch(user -> policy.allows(user, question) != other.allows(user, question)));
    }

    /** The rules of roles, and those of bindings, that one policy has and another one has not. */
    private static Stream<RbacRule> changed(RbacPolicy one, RbacPolicy other) {
        Stream<RbacRole> roles = one.roles().stream()
                .filter(role -> !other.role(role.id()).filter(role::equals).isPresent());
        Stream<RbacRole> granted = one.bindings().stream()
                .filter(binding -> !other.bindings().contains(binding))
                .flatMap(binding -> one.role(binding.roleRef()).stream());
        return Stream.concat(roles, granted).flatMap(role -> role.rules().stream());
    }

    /**
     * The requests that a rule allows and the cluster knows, about one of its objects, or all at once: in each
     * namespace with a binding under test, here or in another policy, and in all namespaces at once.
     */
    Stream<RequestAttributes> questions(RbacRule rule, RbacPolicy other) {
        Set<String> places = new LinkedHashSet<>(Set.of(""));
        Stream.concat(policy.bindings().stream(), other.bindings().stream())
                .filter(binding -> binding.origin() != null)
                .forEach(binding -> places.add(binding.id().namespace()));
        Stream<RequestAttributes> ofResources = served.stream()
                .flatMap(
                        resource -> resource.verbs().stream().flatMap(verb -> questions(resource, verb, rule, places)));
        Stream<RequestAttributes> ofUrls = rule.nonResourceUrls().stream()
                .map(url -> url.replaceFirst("\\*$", "kubeuser").replaceFirst("^(?!/)", "/"))
                .flatMap(path -> HTTP_METHODS.stream().map(method -> new NonResourceAttributes(method, path)));
        return Stream.concat(ofResources, ofUrls).filter(rule::allows);
    }

    private static Stream<ResourceAttributes> questions(
            ServedResource resource, String verb, RbacRule rule, Set<String> places) {
        boolean isNamespaceObject = resource.name().parent().toString().equals("namespaces") && !OF_ALL.contains(verb);
        Set<String> names = new LinkedHashSet<>(rule.resourceNames());
        if (names.isEmpty()) {
            names.addAll(isNamespaceObject ? places : Set.of(""));
        }
        ResourceAttributes request = resource.name().request(verb, "");
        return names.stream()
                .filter(name -> name.isEmpty() || !verb.equals("deletecollection"))
                .flatMap(name -> resource.isNamespaced()
                        ? places.stream().map(place -> request.named(name).in(place))
                        : Stream.of(request.named(name).in(isNamespaceObject ? name : "")));
    }
}
