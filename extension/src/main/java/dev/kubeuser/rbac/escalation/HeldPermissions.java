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

/** The permissions of one identity: by its bindings, and by the capabilities reached so far. */
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

    /** The bindings of all reached identities, and those the user created: rules written into their roles count. */
    Stream<RoleSearches.HeldBinding> heldBindings() {
        Stream<RoleSearches.HeldBinding> found = held.identities().stream()
                .map(HeldPermissions::identity)
                .flatMap(bound -> policy().bindingsFor(bound.user()).stream()
                        .map(applied -> RoleSearches.HeldBinding.of(bound, applied.binding())));
        return Stream.concat(found, held.roles().stream().map(RoleSearches.HeldBinding::of));
    }

    /** The object names in rules; the empty name stands for any other. */
    Set<String> names() {
        return names;
    }

    /** The capability that allows a request. */
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

    /** The permissions to create an object of any one name. */
    Optional<List<UsedPermission>> creation(ResourceAttributes request) {
        return names.stream().flatMap(name -> creation(request, name).stream()).findFirst();
    }

    /**
     * The permissions to create an object of one name. The authorizer sees no name in a {@code POST}, so a rule with
     * resourceNames never allows it. It sees the name in server-side apply, and in a {@code PUT} that creates; these take
     * the permissions to create and to change.
     */
    Optional<List<UsedPermission>> creation(ResourceAttributes request, String name) {
        ResourceAttributes create = request.withVerb("create");
        return use(create.named(""))
                .map(List::of)
                .or(() -> use(create.named(name))
                        .flatMap(named -> use(create.named(name), RbacRequests.applying(create))
                                .map(apply -> List.of(named, apply))));
    }

    /** Allowed for any object, or else for one that a rule names. */
    Optional<UsedPermission> useOfSome(ResourceAttributes request) {
        return names.stream().flatMap(name -> use(request.named(name)).stream()).findFirst();
    }

    /** The first allowed verb, for any object or for one that a rule names. */
    Optional<UsedPermission> useOfSome(ResourceAttributes request, String... verbs) {
        return Stream.of(verbs)
                .flatMap(verb -> useOfSome(request.withVerb(verb)).stream())
                .findFirst();
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

    /** A step that also rests on capabilities it uses no permission of. */
    Step step(
            Technique technique,
            String how,
            List<UsedPermission> uses,
            Set<Capability> besides,
            Capability capability) {
        return new Step(technique, identity, how, uses, besides, capability);
    }

    /** One step for each ServiceAccount; the text ends as in {@code creates pods that run as}. */
    Stream<Step> become(
            Technique technique, String how, List<UsedPermission> uses, Collection<Principals.Account> accounts) {
        return accounts.stream().map(account -> step(technique, how + " " + account, uses, account.identity()));
    }
}
