// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.apply;

import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.access.KubeResponse;
import dev.kubeuser.access.internal.ObservedRequest;
import dev.kubeuser.apply.internal.AppliedObjects;
import dev.kubeuser.cluster.internal.ApiRequests;
import dev.kubeuser.manifest.ManifestException;
import dev.kubeuser.manifest.Manifests;
import dev.kubeuser.rbac.Origin;
import dev.kubeuser.request.ResourceAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;

/**
 * An object that a user may want to apply: which requests the API server authorizes for it, and how it answers a dry
 * run. Immutable.
 *
 * @see <a href="https://kubernetes.io/docs/reference/using-api/server-side-apply/#api-implementation">Server-Side
 *     Apply</a>
 */
@API(status = API.Status.INTERNAL)
public final class ApplyProbe {

    private static final int SUCCESS = 2;
    private static final int HUNDRED = 100;

    private final KubeAccess access;
    private final ObjectRequests requests;
    private final Target target;
    private final boolean isNamespaceToCome;

    private ApplyProbe(KubeAccess access, Target target, boolean isNamespaceToCome) {
        this.access = access;
        this.requests = new ObjectRequests(access);
        this.target = target;
        this.isNamespaceToCome = isNamespaceToCome;
    }

    /**
     * {@return the objects of manifests; those without a namespace go into that of the access}
     *
     * @param manifests the manifests
     * @param access of the user who would apply them
     * @throws ManifestException if the API server does not know a kind
     */
    public static List<ApplyProbe> of(Manifests manifests, KubeAccess access) {
        List<Target> targets = Target.all(manifests.objects(), access.context().discovery(), access.namespace());
        Set<String> toCome = namespacesToCome(targets, access);
        return targets.stream()
                .map(target -> new ApplyProbe(access, target, isIn(toCome, target.namespace())))
                .toList();
    }

    /** The namespaces that these manifests make, which a dry run does not. */
    private static Set<String> namespacesToCome(List<Target> targets, KubeAccess access) {
        Set<AppliedObjects.Key> own = targets.stream().map(Target::key).collect(Collectors.toSet());
        return targets.stream()
                .flatMap(target -> Stream.ofNullable(target.namespace()))
                .distinct()
                .filter(namespace -> own.contains(AppliedObjects.Key.ofNamespace(namespace)))
                .filter(namespace -> !exists(access, "api/v1", "namespaces", namespace))
                .collect(Collectors.toSet());
    }

    private static boolean isIn(Set<String> namespaces, @Nullable String namespace) {
        return namespace != null && namespaces.contains(namespace);
    }

    /** As the administrator: the user may not be allowed to look. */
    private static boolean exists(KubeAccess access, String path, String... names) {
        ApiRequests admin = access.context().cluster().adminRequests();
        return !admin.isMissing(admin.url(path, names));
    }

    /** {@return where the object is written} */
    public Origin origin() {
        return target.object().origin();
    }

    /** {@return kind and name} */
    public String title() {
        return target.title();
    }

    /** {@return whether the namespace is not there yet, but these manifests make it} */
    public boolean isNamespaceToCome() {
        return isNamespaceToCome;
    }

    /** {@return what the API server asks its authorizers: {@code patch}, and {@code create} if the object is absent} */
    public List<ResourceAttributes> requests() {
        List<ResourceAttributes> asked = new ArrayList<>(List.of(request("patch")));
        if (isNamespaceToCome || !exists()) {
            asked.add(request("create"));
        }
        return asked;
    }

    private boolean exists() {
        String path = target.resource().basePath();
        String resource = target.resource().name().resource();
        String name = target.object().name();
        String namespace = target.namespace();
        return namespace == null
                ? exists(access, path, resource, name)
                : exists(access, path, "namespaces", namespace, resource, name);
    }

    private ResourceAttributes request(String verb) {
        String namespace = target.namespace() == null ? "" : target.namespace();
        return target.resource()
                .name()
                .request(verb, namespace)
                .named(target.object().name());
    }

    /**
     * {@return the answer to a dry run as the user, if the API server refuses it; empty too if the namespace is to
     * come}
     */
    public Optional<KubeResponse> refusal() {
        if (isNamespaceToCome) {
            return Optional.empty();
        }
        KubeResponse answer = requests.forcedDryRun(target, target.content());
        ObservedRequest.probed(answer);
        return answer.code() / HUNDRED == SUCCESS ? Optional.empty() : Optional.of(answer);
    }
}
