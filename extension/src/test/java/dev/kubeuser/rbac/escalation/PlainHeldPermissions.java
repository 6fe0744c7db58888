package dev.kubeuser.rbac.escalation;

import dev.kubeuser.rbac.Grant;
import dev.kubeuser.rbac.RbacPolicy;
import dev.kubeuser.rbac.RequestAttributes;
import dev.kubeuser.rbac.ResourceAttributes;
import dev.kubeuser.rbac.UserInfo;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/** The permissions of one actor, from its bindings and from the capabilities reached so far. */
final class PlainHeldPermissions {

    private final PlainReachableSet held;
    private final Capability.Actor actor;
    private final PlainGrantedRules granted;
    private final Set<String> names = new LinkedHashSet<>();

    PlainHeldPermissions(PlainReachableSet held, Capability.Actor actor) {
        this.held = held;
        this.actor = actor;
        names.add("");
        this.granted = held.grantedTo(actor.user());
        names.addAll(granted.names());
        names.addAll(held.gainedNames());
    }

    Capability.Actor actor() {
        return actor;
    }

    UserInfo user() {
        return actor.user();
    }

    PlainReachableSet held() {
        return held;
    }

    RbacPolicy policy() {
        return held.policy();
    }

    PlainPrincipals principals() {
        return held.principals();
    }

    /** The object names in rules; the empty name stands for any other. */
    Set<String> names() {
        return names;
    }

    /** The capability that allows a request. */
    Optional<Capability> by(RequestAttributes request) {
        return isAllowed(request) ? Optional.of(actor) : held.rightFor(request);
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
        return names.stream().flatMap(name -> creation(request, name).stream()).findFirst();
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
                        .flatMap(named -> use(create.named(name), RbacRequests.applying(create))
                                .map(apply -> List.of(named, apply))));
    }

    /**
     * The permission for any object, or else for one that a rule names. {@code create} and {@code deletecollection}
     * name no object, so a rule with resourceNames never allows them; see {@link #creation}.
     */
    Optional<UsedPermission> useOfSome(ResourceAttributes request) {
        Set<String> tried = RbacRequests.hasName(request) ? names : Set.of("");
        return tried.stream().flatMap(name -> use(request.named(name)).stream()).findFirst();
    }

    /** The first allowed verb, for any object or for one that a rule names. */
    Optional<UsedPermission> useOfSome(ResourceAttributes request, String... verbs) {
        return Stream.of(verbs)
                .flatMap(verb -> useOfSome(request.withVerb(verb)).stream())
                .findFirst();
    }

    /** The first allowed verb, for any object. */
    Optional<UsedPermission> useOfAny(ResourceAttributes request, String... verbs) {
        return use(request.named(""), verbs);
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

    /** One step for each ServiceAccount of each namespace in which the permissions are enough. */
    Stream<Step> becomeByNamespace(
            Technique technique, String how, Function<String, Optional<List<UsedPermission>>> uses) {
        return principals().namespaces().stream()
                .flatMap(namespace -> uses.apply(namespace).stream()
                        .flatMap(used ->
                                become(technique, how, used, principals().accountsIn(namespace))));
    }

    /** One step for each ServiceAccount; the text ends as in {@code creates pods that run as}. */
    Stream<Step> become(
            Technique technique, String how, List<UsedPermission> uses, Collection<PlainPrincipals.Account> accounts) {
        return accounts.stream().map(account -> step(technique, how + " " + account, uses, account.identity()));
    }
}
