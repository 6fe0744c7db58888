package dev.kubeuser.rbac.escalation;

import dev.kubeuser.rbac.ResourceAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Changes or removes what a guard goes by. A guard may have a way for each namespace, so an actor is asked only about those
 * of places where it has permissions that may matter.
 */
final class BypassSearch implements TechniqueSearch {

    private final AdmissionGuard guard;
    private final List<AdmissionGuard.Way> open = new ArrayList<>();
    private final List<AdmissionGuard.Way> closed = new ArrayList<>();
    private final Map<String, List<AdmissionGuard.Way>> byNamespace = new HashMap<>();
    private final Map<String, List<HeldPermissions>> actors = new HashMap<>();
    private int known;

    BypassSearch(AdmissionGuard guard) {
        this.guard = guard;
        for (AdmissionGuard.Way way : guard.ways()) {
            (way.requests().isEmpty() ? open : closed).add(way);
            way.requests().stream()
                    .map(ResourceAttributes::namespace)
                    .distinct()
                    .forEach(namespace -> PolicyIndex.in(namespace, byNamespace).add(way));
        }
    }

    /** The requests that bypass a guard, whatever their namespaces and names. */
    static Set<ResourceAttributes> requests(AdmissionGuard guard) {
        return guard.ways().stream()
                .flatMap(way -> way.requests().stream())
                .flatMap(request -> Stream.concat(
                        Stream.of(request),
                        request.verb().equals("create")
                                ? Stream.of(RbacRequests.applying(request)).map(request::withVerb)
                                : Stream.of()))
                .map(request -> request.in("").named(""))
                .collect(Collectors.toSet());
    }

    @Override
    public Technique technique() {
        return Technique.ADMISSION_BYPASS;
    }

    @Override
    public Need need() {
        return open.isEmpty() ? Need.BYPASS : Need.NOTHING;
    }

    @Override
    public boolean isJoint() {
        return true;
    }

    @Override
    public Stream<Step> from(HeldPermissions permissions) {
        return Stream.concat(open.stream(), ways(permissions))
                .flatMap(way -> uses(permissions, way)
                        .map(uses -> permissions
                                .step(technique(), way.how(), uses, new Capability.Bypass(guard))
                                .atMost(way.certainty()))
                        .stream());
    }

    private Stream<AdmissionGuard.Way> ways(HeldPermissions permissions) {
        return permissions.mayMeet(Need.BYPASS, BindingScope.CLUSTER) && !permissions.isAskedInItsOwn()
                ? closed.stream()
                : permissions.namespaces(Need.BYPASS).stream()
                        .flatMap(namespace -> byNamespace.getOrDefault(namespace, List.of()).stream());
    }

    /** Of several requests, other actors may send some. */
    private Optional<List<UsedPermission>> uses(HeldPermissions permissions, AdmissionGuard.Way way) {
        List<UsedPermission> uses = new ArrayList<>();
        for (ResourceAttributes request : way.requests()) {
            Optional<List<UsedPermission>> use = uses(permissions, request);
            if (use.isEmpty() && way.requests().size() > 1) {
                use = actors(permissions.held(), request)
                        .flatMap(other -> uses(other, request).stream())
                        .findFirst();
            }
            if (use.isEmpty()) {
                return Optional.empty();
            }
            uses.addAll(use.get());
        }
        return Optional.of(uses);
    }

    /** Those who may be allowed a request: in its namespace, in the whole cluster, or by what every actor may do. */
    private Stream<HeldPermissions> actors(ReachableSet held, ResourceAttributes request) {
        List<HeldPermissions> all = held.actors();
        for (; known < all.size(); known++) {
            HeldPermissions actor = all.get(known);
            actor.granted()
                    .needs()
                    .placesOf(Need.BYPASS)
                    .forEach(place -> PolicyIndex.in(place, actors).add(actor));
        }
        return Stream.concat(
                Stream.of(request.namespace(), BindingScope.CLUSTER)
                        .distinct()
                        .flatMap(place -> actors.getOrDefault(place, List.of()).stream()),
                all.stream().limit(1));
    }

    private Optional<List<UsedPermission>> uses(HeldPermissions permissions, ResourceAttributes request) {
        return authorized(permissions, request).filter(uses -> !isKeptFrom(permissions.actor(), request));
    }

    private static Optional<List<UsedPermission>> authorized(HeldPermissions permissions, ResourceAttributes request) {
        if (!request.verb().equals("create")) {
            return permissions
                    .use(RbacRequests.hasName(request) ? request : request.named(""))
                    .map(List::of);
        }
        return request.name().isEmpty() ? permissions.creation(request) : permissions.creation(request, request.name());
    }

    private boolean isKeptFrom(Capability.Actor actor, ResourceAttributes request) {
        return actor instanceof Capability.Identity identity && guard.isKeptFrom(identity.user(), request);
    }
}
