package dev.kubeuser.policy.escalation;

import dev.kubeuser.policy.AppliedBinding;
import dev.kubeuser.policy.RbacPolicy;
import dev.kubeuser.policy.RequestAttributes;
import dev.kubeuser.policy.ResourceAttributes;
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
        held.policy().bindingsFor(identity.requester()).stream()
                .map(AppliedBinding::role)
                .flatMap(Stream::ofNullable)
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

    /** The bindings of everybody whom one has become, for what could be written into their roles. */
    Stream<HeldBinding> heldBindings() {
        return held.identities().stream()
                .map(Powers::identity)
                .flatMap(bound -> policy().bindingsFor(bound.requester()).stream()
                        .map(applied -> new HeldBinding(bound, applied)));
    }

    Optional<Use> use(RequestAttributes request) {
        if (identity.allows(policy(), request)) {
            return Optional.of(new Use(
                    request, policy().decide(identity.requester(), request).grants(), identity));
        }
        return held.gains().stream()
                .filter(gain -> !(gain instanceof Identity) && gain.allows(policy(), request))
                .findFirst()
                .map(gain -> new Use(request, List.of(), gain));
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
        return new Step(technique, identity, how, uses, gain);
    }
}
