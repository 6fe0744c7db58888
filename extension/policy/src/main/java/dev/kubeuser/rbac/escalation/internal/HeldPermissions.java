// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.rbac.escalation.internal;

import dev.kubeuser.rbac.AppliedBinding;
import dev.kubeuser.rbac.Grant;
import dev.kubeuser.rbac.RbacBinding;
import dev.kubeuser.rbac.RbacPolicy;
import dev.kubeuser.rbac.UserInfo;
import dev.kubeuser.rbac.escalation.Certainty;
import dev.kubeuser.rbac.escalation.Technique;
import dev.kubeuser.request.RequestAttributes;
import dev.kubeuser.request.ResourceAttributes;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/** The permissions of one actor, from its bindings and from the capabilities reached so far. */
class HeldPermissions {

    private final ReachableSet held;
    private final Capability.Actor actor;
    private final PlacedRules granted;
    private final boolean isAskedInItsOwn;

    HeldPermissions(ReachableSet held, Capability.Actor actor) {
        this.held = held;
        this.actor = actor;
        this.granted = held.index().grantedTo(actor.user());
        this.isAskedInItsOwn = actor instanceof Capability.Identity
                && !held.actors().isEmpty()
                && granted.in(BindingScope.CLUSTER).isEmpty();
    }

    Capability.Actor actor() {
        return actor;
    }

    UserInfo user() {
        return actor.user();
    }

    ReachableSet held() {
        return held;
    }

    RbacPolicy policy() {
        return held.policy();
    }

    PolicyIndex index() {
        return held.index();
    }

    /** The rules that bindings grant the actor. */
    PlacedRules granted() {
        return granted;
    }

    /** The bindings that name the actor. */
    Stream<RbacBinding> bindings() {
        return policy().bindingsFor(user()).stream().map(AppliedBinding::binding);
    }

    /** The object names in rules; the empty name stands for any other. */
    Set<String> names() {
        Set<String> names = new LinkedHashSet<>(Set.of(""));
        names.addAll(granted.names());
        names.addAll(held.shared().names());
        return names;
    }

    /** The names that may matter for a request: any, and the names in rules that apply to it. */
    Stream<String> namesFor(RequestAttributes request) {
        if (actor instanceof Capability.ConstrainedIdentity) {
            return names().stream();
        }
        Collection<String> own = granted.namesIn(request.namespace());
        Collection<String> shared = held.shared().namesIn(request.namespace());
        return own.isEmpty() && shared.isEmpty()
                ? Stream.of("")
                : Stream.of(Set.of(""), own, shared).flatMap(Collection::stream).distinct();
    }

    /** Whether a technique may have steps. */
    boolean isWorthTrying(TechniqueSearch search) {
        return search.needed().isEmpty()
                || granted.mayMeet(search.needed())
                || held.shared().mayMeet(search.needed());
    }

    /** Whether it is worth asking for a permission that a technique needs, in a namespace or in the whole cluster. */
    boolean mayMeet(Set<Privilege> needed, String place) {
        return granted.mayMeet(needed, place) || held.shared().mayMeet(needed, place);
    }

    /**
     * Whether it is enough to ask in the namespaces where the actor has its own rules. Elsewhere it may do what every
     * actor may, and the first actor is asked about that.
     */
    boolean isAskedInItsOwn() {
        return isAskedInItsOwn;
    }

    /** The namespaces where it is worth asking for a permission that a technique needs, in the order of the policy. */
    Collection<String> namespaces(Set<Privilege> needed) {
        return namespaces(needed, isAskedInItsOwn());
    }

    private Collection<String> namespaces(Set<Privilege> needed, boolean isInItsOwn) {
        if (!isInItsOwn && mayMeet(needed, BindingScope.CLUSTER)) {
            return index().namespaces();
        }
        Stream<String> shared = isInItsOwn ? Stream.of() : held.shared().places();
        return index().sorted(Stream.concat(granted.places(), shared)
                .filter(place -> !place.isEmpty() && mayMeet(needed, place)));
    }

    /** The places where the permissions may be held: the whole cluster, if it is one, and then namespaces. */
    Stream<String> places(Set<Privilege> needed) {
        return places(needed, isAskedInItsOwn());
    }

    /** All places, for a technique that gives each actor something else. */
    Stream<String> allPlaces(Set<Privilege> needed) {
        return places(needed, false);
    }

    private Stream<String> places(Set<Privilege> needed, boolean isInItsOwn) {
        Stream<String> cluster = mayMeet(needed, BindingScope.CLUSTER) ? Stream.of(BindingScope.CLUSTER) : Stream.of();
        return Stream.concat(cluster, namespaces(needed, isInItsOwn).stream());
    }

    /** The bindings of roles that it is worth asking about, in the order in which they were reached. */
    Stream<RoleTechniques.HeldBinding> heldBindings(Set<Privilege> needed) {
        return places(needed)
                .flatMap(place -> held.heldBindings(place).stream())
                .sorted(Comparator.comparingInt(RoleTechniques.HeldBinding::place));
    }

    /** The ServiceAccounts of the namespaces where it is worth asking, in the order of the policy. */
    Stream<PolicyIndex.Account> accounts(Set<Privilege> needed) {
        return namespaces(needed).stream()
                .flatMap(namespace -> index().accountsIn(namespace).stream())
                .sorted(Comparator.comparingInt(PolicyIndex.Account::place));
    }

    /** The accounts that are not reached yet. */
    Stream<PolicyIndex.Account> newAccounts(Set<Privilege> needed) {
        return accounts(needed).filter(this::isNew);
    }

    /** All accounts that are not reached yet. */
    Stream<PolicyIndex.Account> newAccounts() {
        return index().accounts().stream().filter(this::isNew);
    }

    private boolean isNew(PolicyIndex.Account account) {
        return !held.has(account.identity());
    }

    /** The capability that allows a request. */
    Optional<Capability> by(RequestAttributes request) {
        return actor.allows(policy(), request) ? Optional.of(actor) : held.allowing(request);
    }

    Optional<Step.Use> use(RequestAttributes request) {
        return by(request)
                .map(capability -> capability.equals(actor)
                        ? new Step.Use(request, grants(request), actor)
                        : new Step.Use(request, List.of(), capability));
    }

    /** The grants of the user and of its impersonator. */
    private List<Grant> grants(RequestAttributes request) {
        return Stream.concat(
                        policy().decide(actor.user(), request).grants().stream(),
                        sending(request).stream().flatMap(List::stream).flatMap(use -> use.grants().stream()))
                .toList();
    }

    /** The permissions that sending a request takes in addition to its own: to impersonate for it. */
    Optional<List<Step.Use>> sending(RequestAttributes request) {
        if (!actor.maySend(policy(), request)) {
            return Optional.empty();
        }
        if (!(actor instanceof Capability.ConstrainedIdentity constrained)) {
            return Optional.of(List.of());
        }
        RequestAttributes impersonation = constrained.impersonation(request);
        return Optional.of(List.of(new Step.Use(
                impersonation,
                policy().decide(constrained.by().user(), impersonation).grants(),
                constrained.by())));
    }

    /**
     * The permissions to create an object of some name. The authorizer sees no name in a {@code POST}, so a rule with
     * resourceNames allows it only if one is empty. It sees the name in server-side apply and in a {@code PUT} that
     * creates. These take the permissions to create and to change.
     */
    Optional<List<Step.Use>> creation(ResourceAttributes request) {
        return posting(request)
                .or(() -> namesFor(request)
                        .flatMap(name -> applying(request.named(name)).stream())
                        .findFirst());
    }

    /** The permissions to create an object of one name. */
    Optional<List<Step.Use>> creation(ResourceAttributes request, String name) {
        return posting(request).or(() -> applying(request.named(name)));
    }

    private Optional<List<Step.Use>> posting(ResourceAttributes request) {
        return use(request.named(""), "create").map(List::of);
    }

    private Optional<List<Step.Use>> applying(ResourceAttributes request) {
        ResourceAttributes create = request.withVerb("create");
        return use(create)
                .flatMap(named -> use(create, Privilege.applying(create)).map(apply -> List.of(named, apply)));
    }

    /**
     * The permission for any object, or else for one that a rule names. {@code create} and {@code deletecollection}
     * name no object, so a rule with resourceNames allows them only if one is empty; see {@link #creation}.
     */
    Optional<Step.Use> useOfSome(ResourceAttributes request) {
        Stream<String> tried = Privilege.hasName(request) ? namesFor(request) : Stream.of("");
        return tried.flatMap(name -> use(request.named(name)).stream()).findFirst();
    }

    /** The first allowed verb, for the object of the request. */
    Optional<Step.Use> use(ResourceAttributes request, String... verbs) {
        return Stream.of(verbs)
                .flatMap(verb -> use(request.withVerb(verb)).stream())
                .findFirst();
    }

    Step step(Technique technique, String how, List<Step.Use> uses, Capability capability) {
        return step(technique, how, uses, Set.of(), capability);
    }

    /** A step that also needs capabilities without using their permissions. */
    Step step(Technique technique, String how, List<Step.Use> uses, Set<Capability> besides, Capability capability) {
        return new Step(technique, technique.certainty(), actor, how, uses, besides, capability);
    }

    /** One step for each new ServiceAccount of each namespace in which the permissions are enough. */
    Stream<Step> becomeByNamespace(
            Set<Privilege> needed, Technique technique, String how, Function<String, Optional<List<Step.Use>>> uses) {
        return namespaces(needed).stream()
                .filter(namespace -> !held.hasAllAccountsIn(namespace))
                .flatMap(namespace -> uses.apply(namespace).stream()
                        .flatMap(used -> become(technique, how, used, index().accountsIn(namespace))));
    }

    /** One step for each new ServiceAccount; the text ends as in {@code creates pods that run as}. */
    Stream<Step> become(
            Technique technique, String how, List<Step.Use> uses, Collection<PolicyIndex.Account> accounts) {
        return accounts.stream().filter(this::isNew).map(account -> become(technique, how, uses, account));
    }

    /** A pod or a Secret of a controller seldom exists, so a step that needs one depends on that. */
    private Step become(Technique technique, String how, List<Step.Use> uses, PolicyIndex.Account account) {
        Step step = step(technique, how + " " + account, uses, account.identity());
        return account.isOfController() && technique.certainty() != Certainty.CERTAIN
                ? step.atMost(Certainty.DEPENDS)
                : step;
    }

    /** A step to all that the static pods of the control plane may do, as those of kubeadm and kind. */
    Step becomeControlPlane(Technique technique, String how, List<Step.Use> uses) {
        return step(
                technique,
                how + " static pods of the control plane, if there are any",
                uses,
                new Capability.AllPermissions(BindingScope.CLUSTER));
    }
}
