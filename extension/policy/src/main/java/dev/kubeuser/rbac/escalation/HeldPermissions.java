package dev.kubeuser.rbac.escalation;

import dev.kubeuser.rbac.Grant;
import dev.kubeuser.rbac.RbacPolicy;
import dev.kubeuser.rbac.RequestAttributes;
import dev.kubeuser.rbac.ResourceAttributes;
import dev.kubeuser.rbac.UserInfo;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
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
    private final GrantedRules granted;
    private final boolean isAskedInItsOwn;
    private final Set<String> names = new LinkedHashSet<>();
    private int sharedNames;

    HeldPermissions(ReachableSet held, Capability.Actor actor) {
        this.held = held;
        this.actor = actor;
        this.granted = held.index().grantedTo(actor.user());
        this.isAskedInItsOwn = actor instanceof Capability.Identity
                && !held.actors().isEmpty()
                && granted.needs().in(BindingScope.CLUSTER).isEmpty();
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

    Principals principals() {
        return index().principals();
    }

    /** The rules that bindings grant the actor. */
    GrantedRules granted() {
        return granted;
    }

    /** The object names in rules; the empty name stands for any other. */
    Set<String> names() {
        if (names.isEmpty()) {
            names.add("");
            names.addAll(granted.names().all());
        }
        Set<String> shared = held.rights().names().all();
        if (shared.size() > sharedNames) {
            names.addAll(shared);
            sharedNames = shared.size();
        }
        return names;
    }

    /** Those that may matter for a request: any, and the names in rules that apply to it. */
    Stream<String> namesFor(RequestAttributes request) {
        if (actor instanceof Capability.ConstrainedIdentity) {
            return names().stream();
        }
        Set<String> known = new HashSet<>();
        for (String place : List.of(BindingScope.CLUSTER, request.namespace())) {
            known.addAll(granted.names().in(place));
            known.addAll(held.rights().names().in(place));
        }
        return known.isEmpty()
                ? Stream.of("")
                : names().stream().filter(name -> name.isEmpty() || known.contains(name));
    }

    /** Whether a technique may have steps. */
    boolean isWorthTrying(TechniqueSearch search) {
        return search.needed().isEmpty()
                || granted.needs().mayMeet(search.needed())
                || held.rights().needs().mayMeet(search.needed());
    }

    /** Whether it is worth asking for a permission that a technique needs, in a namespace or in the whole cluster. */
    boolean mayMeet(Set<Privilege> needed, String place) {
        return granted.needs().mayMeet(needed, place) || held.rights().needs().mayMeet(needed, place);
    }

    /**
     * Whether it is enough to ask in the namespaces where the actor has rules of its own. Elsewhere it may do what every
     * actor may, and the first actor is asked about that.
     */
    boolean isAskedInItsOwn() {
        return isAskedInItsOwn;
    }

    /** The namespaces where it is worth asking for a permission that a technique needs. */
    Collection<String> namespaces(Set<Privilege> needed) {
        return isAskedInItsOwn()
                ? principals().sorted(granted.needs().places().filter(place -> mayMeet(needed, place)))
                : allNamespaces(needed);
    }

    private Collection<String> allNamespaces(Set<Privilege> needed) {
        if (mayMeet(needed, BindingScope.CLUSTER)) {
            return principals().namespaces();
        }
        List<String> shared = held.rights().namespaces(needed);
        List<String> own = granted.needs().namespaces(needed).toList();
        if (own.isEmpty()) {
            return shared;
        }
        return principals().sorted(Stream.concat(own.stream(), shared.stream()));
    }

    /** The places where it is worth asking: perhaps the whole cluster, then namespaces. */
    Stream<String> places(Set<Privilege> needed) {
        return Stream.concat(cluster(needed), namespaces(needed).stream());
    }

    /** All of these, for a technique that gives each actor something else. */
    Stream<String> allPlaces(Set<Privilege> needed) {
        return Stream.concat(cluster(needed), allNamespaces(needed).stream());
    }

    private Stream<String> cluster(Set<Privilege> needed) {
        return mayMeet(needed, BindingScope.CLUSTER) ? Stream.of(BindingScope.CLUSTER) : Stream.of();
    }

    /** The bindings of roles that it is worth asking about, in the order in which they were reached. */
    Stream<RoleTechniques.HeldBinding> heldBindings(Set<Privilege> needed) {
        return mayMeet(needed, BindingScope.CLUSTER) && !isAskedInItsOwn()
                ? held.heldBindings().stream()
                : places(needed)
                        .flatMap(place -> held.heldBindingsOfRolesIn(place).stream())
                        .sorted(Comparator.comparingInt(RoleTechniques.HeldBinding::place));
    }

    /** The ServiceAccounts of the namespaces where it is worth asking, in the order of the policy. */
    Stream<Principals.Account> accounts(Set<Privilege> needed) {
        return mayMeet(needed, BindingScope.CLUSTER) && !isAskedInItsOwn()
                ? principals().accounts().stream()
                : namespaces(needed).stream()
                        .flatMap(namespace -> principals().accountsIn(namespace).stream())
                        .sorted(Comparator.comparingInt(Principals.Account::place));
    }

    /** Those that are not reached yet. */
    Stream<Principals.Account> newAccounts(Set<Privilege> needed) {
        return held.hasAllAccounts() ? Stream.of() : accounts(needed).filter(this::isNew);
    }

    /** All that are not reached yet. */
    Stream<Principals.Account> newAccounts() {
        return held.hasAllAccounts()
                ? Stream.of()
                : principals().accounts().stream().filter(this::isNew);
    }

    private boolean isNew(Principals.Account account) {
        return !held.has(account);
    }

    /** The capability that allows a request. */
    Optional<Capability> by(RequestAttributes request) {
        return isAllowed(request) ? Optional.of(actor) : held.rights().allowing(request);
    }

    private boolean isAllowed(RequestAttributes request) {
        return actor instanceof Capability.Identity ? granted.allow(request) : actor.allows(policy(), request);
    }

    Optional<UsedPermission> use(RequestAttributes request) {
        return by(request)
                .map(capability -> capability.equals(actor)
                        ? new UsedPermission(request, grants(request), actor)
                        : new UsedPermission(request, List.of(), capability));
    }

    /** The grants of the user and of its impersonator. */
    private List<Grant> grants(RequestAttributes request) {
        return Stream.concat(
                        policy().decide(actor.user(), request).grants().stream(),
                        sending(request).stream().flatMap(List::stream).flatMap(use -> use.grants().stream()))
                .toList();
    }

    /** The permissions that sending a request takes in addition to its own: to impersonate for it. */
    Optional<List<UsedPermission>> sending(RequestAttributes request) {
        if (!actor.maySend(policy(), request)) {
            return Optional.empty();
        }
        if (!(actor instanceof Capability.ConstrainedIdentity constrained)) {
            return Optional.of(List.of());
        }
        RequestAttributes impersonation = constrained.impersonation(request);
        return Optional.of(List.of(new UsedPermission(
                impersonation,
                policy().decide(constrained.by().user(), impersonation).grants(),
                constrained.by())));
    }

    /** The permissions to create an object of some name. */
    Optional<List<UsedPermission>> creation(ResourceAttributes request) {
        return namesFor(request)
                .flatMap(name -> creation(request, name).stream())
                .findFirst();
    }

    /**
     * The permissions to create an object of one name. The authorizer sees no name in a {@code POST}, so a rule with
     * resourceNames never allows it. It sees the name in server-side apply and in a {@code PUT} that creates. These
     * take the permissions to create and to change.
     */
    Optional<List<UsedPermission>> creation(ResourceAttributes request, String name) {
        ResourceAttributes create = request.withVerb("create");
        return use(create.named(""))
                .map(List::of)
                .or(() -> use(create.named(name))
                        .flatMap(named -> use(create.named(name), Privilege.applying(create))
                                .map(apply -> List.of(named, apply))));
    }

    /**
     * The permission for any object, or else for one that a rule names. {@code create} and {@code deletecollection}
     * name no object, so a rule with resourceNames never allows them; see {@link #creation}.
     */
    Optional<UsedPermission> useOfSome(ResourceAttributes request) {
        Stream<String> tried = Privilege.hasName(request) ? namesFor(request) : Stream.of("");
        return tried.flatMap(name -> use(request.named(name)).stream()).findFirst();
    }

    /** The first allowed verb, for the object of the request. */
    Optional<UsedPermission> use(ResourceAttributes request, String... verbs) {
        return Stream.of(verbs)
                .flatMap(verb -> use(request.withVerb(verb)).stream())
                .findFirst();
    }

    Step step(Technique technique, String how, List<UsedPermission> uses, Capability capability) {
        return step(technique, how, uses, Set.of(), capability);
    }

    /** A step that also needs capabilities without using their permissions. */
    Step step(
            Technique technique,
            String how,
            List<UsedPermission> uses,
            Set<Capability> besides,
            Capability capability) {
        return new Step(technique, technique.certainty(), actor, how, uses, besides, capability);
    }

    /**
     * One step for each new ServiceAccount of each namespace in which the permissions are enough. Where the actor has
     * none but those for the whole cluster, one namespace without a way stands for all of them.
     */
    Stream<Step> becomeByNamespace(
            Set<Privilege> needed,
            Technique technique,
            String how,
            Function<String, Optional<List<UsedPermission>>> uses) {
        if (held.hasAllAccounts()) {
            return Stream.of();
        }
        List<String> without = new ArrayList<>();
        return namespaces(needed).stream()
                .filter(namespace -> !held.hasAllAccountsIn(namespace))
                .flatMap(namespace -> {
                    boolean isLikeOthers = isLikeOthers(namespace);
                    if (isLikeOthers && !without.isEmpty()) {
                        return Stream.of();
                    }
                    Optional<List<UsedPermission>> used = uses.apply(namespace);
                    if (isLikeOthers && used.isEmpty()) {
                        without.add(namespace);
                    }
                    return used.stream()
                            .flatMap(found ->
                                    become(technique, how, found, principals().accountsIn(namespace)));
                });
    }

    boolean isLikeOthers(String namespace) {
        return !granted.hasRulesIn(namespace)
                && !held.rights().isIn(namespace)
                && !(actor instanceof Capability.ConstrainedIdentity constrained
                        && index().grantedTo(constrained.by().user()).hasRulesIn(namespace));
    }

    /** One step for each new ServiceAccount; the text ends as in {@code creates pods that run as}. */
    Stream<Step> become(
            Technique technique, String how, List<UsedPermission> uses, Collection<Principals.Account> accounts) {
        return (held.hasAllAccounts() ? Stream.<Principals.Account>of() : accounts.stream())
                .filter(this::isNew)
                .map(account -> become(technique, how, uses, account));
    }

    /** Who needs a pod or a Secret that is there seldom finds one of a controller. */
    private Step become(Technique technique, String how, List<UsedPermission> uses, Principals.Account account) {
        Step step = step(technique, how + " " + account, uses, account.identity());
        return account.isOfController() && technique.certainty() != Certainty.CERTAIN
                ? step.atMost(Certainty.DEPENDS)
                : step;
    }

    /** A step to all that the static pods of the control plane may do, as those of kubeadm and kind. */
    Step becomeControlPlane(Technique technique, String how, List<UsedPermission> uses) {
        return step(
                technique,
                how + " static pods of the control plane, if there are any",
                uses,
                new Capability.AllPermissions(BindingScope.CLUSTER));
    }
}
