package dev.kubeuser.rbac.escalation;

import dev.kubeuser.rbac.ResourceAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Changes or removes what a guard goes by. */
final class BypassSearch implements TechniqueSearch {

    private final AdmissionGuard guard;

    BypassSearch(AdmissionGuard guard) {
        this.guard = guard;
    }

    @Override
    public Technique technique() {
        return Technique.ADMISSION_BYPASS;
    }

    @Override
    public Need need() {
        return Need.NOTHING;
    }

    @Override
    public boolean isJoint() {
        return true;
    }

    @Override
    public Stream<Step> from(HeldPermissions permissions) {
        return guard.ways().stream()
                .flatMap(way -> uses(permissions, way)
                        .map(uses -> permissions
                                .step(technique(), way.how(), uses, new Capability.Bypass(guard))
                                .atMost(way.certainty()))
                        .stream());
    }

    /** Of several requests, other actors may send some. */
    private Optional<List<UsedPermission>> uses(HeldPermissions permissions, AdmissionGuard.Way way) {
        List<UsedPermission> uses = new ArrayList<>();
        for (ResourceAttributes request : way.requests()) {
            Optional<List<UsedPermission>> use = uses(permissions, request);
            if (use.isEmpty() && way.requests().size() > 1) {
                use = permissions.held().actors().stream()
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
