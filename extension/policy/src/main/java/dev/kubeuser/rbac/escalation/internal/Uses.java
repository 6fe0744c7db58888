// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.rbac.escalation.internal;

import dev.kubeuser.rbac.ServerFeature;
import dev.kubeuser.request.ResourceAttributes;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Permissions that are enough for something, combined from the catalogue. What a technique needs at least follows from
 * them.
 *
 * @param needed privileges of which an actor must have one; none if it needs none
 * @param way how to find them among the permissions of an actor
 */
record Uses(Set<Privilege> needed, Way way) {

    static final Uses NOTHING = new Uses(Set.of(), (actor, place) -> Optional.of(List.of()));

    /** Copies the set. */
    Uses {
        needed = Set.copyOf(needed);
    }

    /** Finds them in a namespace, or in the whole cluster; empty if an actor does not have enough. */
    interface Way {
        Optional<List<Step.Use>> by(HeldPermissions actor, String place);
    }

    /** A way that takes one privilege; who cannot have it is not asked. */
    static Uses of(Privilege privilege, Way way) {
        Set<Privilege> needed = Set.of(privilege);
        return new Uses(
                needed, (actor, place) -> actor.mayMeet(needed, place) ? way.by(actor, place) : Optional.empty());
    }

    /** The first verb that is allowed for objects of any name: all that the privilege has, or some. */
    static Uses any(Privilege privilege, String... verbs) {
        return named(privilege, "", verbs);
    }

    /** The first verb that is allowed for the object of a name. */
    static Uses named(Privilege privilege, String name, String... verbs) {
        return of(
                privilege,
                (actor, place) -> requests(privilege, place, verbs)
                        .flatMap(request -> actor.use(request.named(name)).stream())
                        .map(List::of)
                        .findFirst());
    }

    /** The first verb that is allowed for objects of any name, or else for one that a rule names. */
    static Uses some(Privilege privilege, String... verbs) {
        return of(
                privilege,
                (actor, place) -> requests(privilege, place, verbs)
                        .flatMap(request -> actor.useOfSome(request).stream())
                        .map(List::of)
                        .findFirst());
    }

    private static Stream<ResourceAttributes> requests(Privilege privilege, String place, String... verbs) {
        return verbs.length == 0
                ? privilege.requestsIn(place)
                : Stream.of(verbs).map(verb -> privilege.request().in(place).withVerb(verb));
    }

    /** Creates an object of any name, or of one that a rule names. */
    static Uses create(Privilege privilege) {
        return of(
                privilege, (actor, place) -> actor.creation(privilege.request().in(place)));
    }

    static Uses create(Privilege privilege, String name) {
        return of(
                privilege, (actor, place) -> actor.creation(privilege.request().in(place), name));
    }

    static Uses change(Privilege privilege) {
        return some(privilege, "update", "patch");
    }

    static Uses createOrChange(Privilege privilege) {
        return create(privilege).or(change(privilege));
    }

    /** Opens a stream; some versions take {@code get} for it. */
    static Uses connect(Set<ServerFeature> features, Uses byCreate, Uses byGet) {
        return features.contains(ServerFeature.CREATE_FOR_STREAMS) ? byCreate : byCreate.or(byGet);
    }

    /** These uses, or else others. */
    Uses or(Uses others) {
        Set<Privilege> either = EnumSet.noneOf(Privilege.class);
        if (!needed.isEmpty() && !others.needed.isEmpty()) {
            either.addAll(needed);
            either.addAll(others.needed);
        }
        return new Uses(either, (actor, place) -> way.by(actor, place).or(() -> others.way.by(actor, place)));
    }

    /** These uses, and more. */
    Uses and(Uses more) {
        return new Uses(
                needed.isEmpty() ? more.needed : needed,
                (actor, place) -> way.by(actor, place)
                        .flatMap(uses -> more.way.by(actor, place).map(others -> joined(uses, others))));
    }

    /** These uses after others, which are looked for last: among those of any actor that takes longest. */
    Uses after(Uses others) {
        return new Uses(
                needed,
                (actor, place) -> way.by(actor, place)
                        .flatMap(uses -> others.way.by(actor, place).map(before -> joined(before, uses))));
    }

    /** One after the other, each permission once. */
    static List<Step.Use> joined(List<Step.Use> first, List<Step.Use> second) {
        return Stream.concat(first.stream(), second.stream()).distinct().toList();
    }

    /** These uses of the actor, or of another one that the user has reached; so the actor needs none. */
    Uses byAnyActor() {
        return new Uses(
                Set.of(),
                (actor, place) -> Stream.concat(
                                Stream.of(actor),
                                actor.held().actors().stream().filter(any -> any.mayMeet(needed, place)))
                        .flatMap(any -> way.by(any, place).stream())
                        .findFirst());
    }

    /** These uses in the whole cluster, wherever the others are. */
    Uses inCluster() {
        return new Uses(needed, (actor, place) -> way.by(actor, BindingScope.CLUSTER));
    }

    /** These uses in some namespace. */
    Uses inSomeNamespace() {
        return new Uses(
                needed,
                (actor, place) -> actor.namespaces(needed).stream()
                        .flatMap(namespace -> way.by(actor, namespace).stream())
                        .findFirst());
    }

    /** What an actor uses in a namespace, or in the whole cluster; empty if its permissions are not enough. */
    Optional<List<Step.Use>> by(HeldPermissions actor, String place) {
        return way.by(actor, place);
    }
}
