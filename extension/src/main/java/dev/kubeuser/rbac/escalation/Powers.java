package dev.kubeuser.rbac.escalation;

import dev.kubeuser.rbac.AppliedBinding;
import dev.kubeuser.rbac.RbacPolicy;
import dev.kubeuser.rbac.RbacRole;
import dev.kubeuser.rbac.RequestAttributes;
import dev.kubeuser.rbac.ResourceAttributes;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** What one identity may do: by its bindings, and by the roles that it has bound to itself meanwhile. */
final class Powers {

    private final Holdings held;
    private final Identity identity;
    private final Set<String> names = new LinkedHashSet<>();

    Powers(Holdings held, Identity identity) {
        this.held = held;
        this.identity = identity;
        names.add("");
        Stream<RbacRole> bound = Stream.concat(Stream.of(identity), held.sharing())
                .flatMap(one -> held.policy().bindingsFor(one.requester()).stream())
                .map(AppliedBinding::role)
                .flatMap(Stream::ofNullable);
        Stream<RbacRole> gained = held.roles().stream().flatMap(role -> held.policy().role(role.role()).stream());
        Stream.concat(bound, gained)
                .flatMap(role -> role.rules().stream())
                .forEach(rule -> names.addAll(rule.resourceNames()));
    }

    Identity identity() {
        return identity;
    }

    Holdings held() {
        return held;
    }

    RbacPolicy policy() {
        return held.policy();
    }

    Population population() {
        return held.population();
    }

    /** The bindings of everybody whom one has become, and those one has made, for what could be written into their roles. */
    Stream<HeldBinding> heldBindings() {
        Stream<HeldBinding> found = held.identities().stream()
                .map(Powers::identity)
                .flatMap(bound -> policy().bindingsFor(bound.requester()).stream()
                        .map(applied -> HeldBinding.of(bound, applied.binding())));
        return Stream.concat(found, held.roles().stream().map(HeldBinding::of));
    }

    /** The names of objects that rules name; the empty one stands for any other. */
    Set<String> names() {
        return names;
    }

    /** By what of all that was gained a request is allowed. */
    Optional<Gain> by(RequestAttributes request) {
        return identity.allows(policy(), request)
                ? Optional.of(identity)
                : held.rightsIn(request.namespace())
                        .filter(gain -> gain.allows(policy(), request))
                        .findFirst();
    }

    Optional<Use> use(RequestAttributes request) {
        return by(request)
                .map(gain -> gain.equals(identity)
                        ? new Use(
                                request,
                                policy().decide(identity.requester(), request).grants(),
                                identity)
                        : new Use(request, List.of(), gain));
    }

    /** Makes an object of some name. */
    Optional<List<Use>> creation(ResourceAttributes request) {
        return names.stream().flatMap(name -> creation(request, name).stream()).findFirst();
    }

    /**
     * Makes an object of one name. A {@code POST} has no name to the authorizer, so that no rule that names objects allows
     * it; server-side apply, and {@code PUT} where that makes objects, has one, and takes the right to create and to change.
     */
    Optional<List<Use>> creation(ResourceAttributes request, String name) {
        ResourceAttributes create = request.withVerb("create");
        return use(create.named(""))
                .map(List::of)
                .or(() -> use(create.named(name))
                        .flatMap(named ->
                                use(create.named(name), Rbac.applying(create)).map(apply -> List.of(named, apply))));
    }

    /** For any object, or else for one that a rule names. */
    Optional<Use> useOfSome(ResourceAttributes request) {
        return names.stream().flatMap(name -> use(request.named(name)).stream()).findFirst();
    }

    /** The first of some verbs that is allowed, for any object or for one that a rule names. */
    Optional<Use> useOfSome(ResourceAttributes request, String... verbs) {
        return Stream.of(verbs)
                .flatMap(verb -> useOfSome(request.withVerb(verb)).stream())
                .findFirst();
    }

    /** The first of some verbs that is allowed, for the object of the request. */
    Optional<Use> use(ResourceAttributes request, String... verbs) {
        return Stream.of(verbs)
                .flatMap(verb -> use(request.withVerb(verb)).stream())
                .findFirst();
    }

    Step step(Technique technique, String how, List<Use> uses, Gain gain) {
        return step(technique, how, uses, Set.of(), gain);
    }

    /** With what was gained before that is of use to it without a permission being used. */
    Step step(Technique technique, String how, List<Use> uses, Set<Gain> besides, Gain gain) {
        return new Step(technique, identity, how, uses, besides, gain);
    }
}
