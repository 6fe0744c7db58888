package dev.kubeuser.rbac.escalation;

import dev.kubeuser.rbac.AppliedBinding;
import dev.kubeuser.rbac.RbacPolicy;
import dev.kubeuser.rbac.RbacRole;
import dev.kubeuser.rbac.RequestAttributes;
import dev.kubeuser.rbac.ResourceAttributes;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** The permissions that one identity holds: by its bindings, and by the capabilities that were reached. */
final class HeldPermissions {

    private final ReachableSet held;
    private final Capability.Identity identity;
    private final Set<String> names = new LinkedHashSet<>();

    HeldPermissions(ReachableSet held, Capability.Identity identity) {
        this.held = held;
        this.identity = identity;
        names.add("");
        Stream<RbacRole> bound = Stream.concat(Stream.of(identity), held.sharing())
                .flatMap(one -> held.policy().bindingsFor(one.user()).stream())
                .map(AppliedBinding::role)
                .flatMap(Stream::ofNullable);
        Stream<RbacRole> gained = held.roles().stream().flatMap(role -> held.policy().role(role.role()).stream());
        Stream.concat(bound, gained)
                .flatMap(role -> role.rules().stream())
                .forEach(rule -> names.addAll(rule.resourceNames()));
    }

    Capability.Identity identity() {
        return identity;
    }

    ReachableSet held() {
        return held;
    }

    RbacPolicy policy() {
        return held.policy();
    }

    Principals principals() {
        return held.principals();
    }

    /** The bindings of everybody whom one has become, and those one has made, for what could be written into their roles. */
    Stream<RoleSearches.HeldBinding> heldBindings() {
        Stream<RoleSearches.HeldBinding> found = held.identities().stream()
                .map(HeldPermissions::identity)
                .flatMap(bound -> policy().bindingsFor(bound.user()).stream()
                        .map(applied -> RoleSearches.HeldBinding.of(bound, applied.binding())));
        return Stream.concat(found, held.roles().stream().map(RoleSearches.HeldBinding::of));
    }

    /** The names of objects that rules name; the empty one stands for any other. */
    Set<String> names() {
        return names;
    }

    /** By what of all that was gained a request is allowed. */
    Optional<Capability> by(RequestAttributes request) {
        return identity.allows(policy(), request)
                ? Optional.of(identity)
                : held.rightsIn(request.namespace())
                        .filter(capability -> capability.allows(policy(), request))
                        .findFirst();
    }

    Optional<UsedPermission> use(RequestAttributes request) {
        return by(request)
                .map(capability -> capability.equals(identity)
                        ? new UsedPermission(
                                request,
                                policy().decide(identity.user(), request).grants(),
                                identity)
                        : new UsedPermission(request, List.of(), capability));
    }

    /** Makes an object of some name. */
    Optional<List<UsedPermission>> creation(ResourceAttributes request) {
        return names.stream().flatMap(name -> creation(request, name).stream()).findFirst();
    }

    /**
     * Makes an object of one name. A {@code POST} has no name to the authorizer, so that no rule that names objects allows
     * it; server-side apply, and {@code PUT} where that makes objects, has one, and takes the right to create and to change.
     */
    Optional<List<UsedPermission>> creation(ResourceAttributes request, String name) {
        ResourceAttributes create = request.withVerb("create");
        return use(create.named(""))
                .map(List::of)
                .or(() -> use(create.named(name))
                        .flatMap(named -> use(create.named(name), RbacRequests.applying(create))
                                .map(apply -> List.of(named, apply))));
    }

    /** For any object, or else for one that a rule names. */
    Optional<UsedPermission> useOfSome(ResourceAttributes request) {
        return names.stream().flatMap(name -> use(request.named(name)).stream()).findFirst();
    }

    /** The first of some verbs that is allowed, for any object or for one that a rule names. */
    Optional<UsedPermission> useOfSome(ResourceAttributes request, String... verbs) {
        return Stream.of(verbs)
                .flatMap(verb -> useOfSome(request.withVerb(verb)).stream())
                .findFirst();
    }

    /** The first of some verbs that is allowed, for the object of the request. */
    Optional<UsedPermission> use(ResourceAttributes request, String... verbs) {
        return Stream.of(verbs)
                .flatMap(verb -> use(request.withVerb(verb)).stream())
                .findFirst();
    }

    Step step(Technique technique, String how, List<UsedPermission> uses, Capability capability) {
        return step(technique, how, uses, Set.of(), capability);
    }

    /** With what was gained before that is of use to it without a permission being used. */
    Step step(
            Technique technique,
            String how,
            List<UsedPermission> uses,
            Set<Capability> besides,
            Capability capability) {
        return new Step(technique, identity, how, uses, besides, capability);
    }

    /** One step for each ServiceAccount that one becomes; worded as in {@code creates pods that run as}. */
    Stream<Step> become(
            Technique technique, String how, List<UsedPermission> uses, Collection<Principals.Account> accounts) {
        return accounts.stream().map(account -> step(technique, how + " " + account, uses, account.identity()));
    }
}
