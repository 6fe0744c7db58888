package dev.kubeuser.guard.internal;

import dev.kubeuser.rbac.ResourceAttributes;
import dev.kubeuser.rbac.escalation.AdmissionGuard.Way;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * An object that admission goes by.
 *
 * @param title kind and name, and where it is from
 * @param request any request for it
 * @param labels its labels
 */
record GuardObject(String title, ResourceAttributes request, Map<String, String> labels) {

    /** The API server deletes none of these. */
    private static final Set<String> IMMORTAL = Set.of("default", "kube-system", "kube-public");

    /** The authorizer treats a namespace object as inside itself. */
    static GuardObject ofNamespace(String name, Map<String, String> labels) {
        return new GuardObject(
                "namespace " + name,
                ResourceAttributes.of("update", "", "namespaces").in(name).named(name),
                labels);
    }

    Stream<Way> changed(String how) {
        return Stream.of("update", "patch").map(verb -> Way.by(how, request.withVerb(verb)));
    }

    Stream<Way> removed(String how) {
        return Stream.of(Way.by(how, request.withVerb("delete")), Way.by(how, request.withVerb("deletecollection")));
    }

    Stream<Way> removedOrChanged() {
        return Stream.concat(removed("removes " + title), changed("changes " + title));
    }

    Way created(String how) {
        return Way.by(how, request.withVerb("create"));
    }

    Way replaced(String how) {
        return Way.by(how, request.withVerb("delete"), request.withVerb("create"));
    }

    /** For a namespace: what changes its labels. Its subresources also write them. */
    Stream<Way> relabelled(String how) {
        return Stream.concat(
                changed(how),
                Stream.of(
                        Way.by(how, request.subresource("status").withVerb("update")),
                        Way.by(how, request.subresource("status").withVerb("patch")),
                        Way.by(how, request.subresource("finalize").withVerb("update"))));
    }

    /** For a namespace: with all that is in it. */
    Stream<Way> deleted(String how) {
        return isMortal() ? Stream.of(Way.by(how, request.withVerb("delete"))) : Stream.of();
    }

    /** For a namespace: its creator sets its labels. */
    Stream<Way> recreated(String how) {
        return isMortal()
                ? Stream.of(Way.by(
                        how,
                        request.withVerb("delete"),
                        request.withVerb("create").in("")))
                : Stream.of();
    }

    private boolean isMortal() {
        return !IMMORTAL.contains(request.name());
    }
}
