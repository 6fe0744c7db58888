// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.apply;

import com.google.gson.JsonObject;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.access.KubeResponse;
import dev.kubeuser.base.internal.Deadline;
import dev.kubeuser.base.internal.InFlight;
import dev.kubeuser.base.internal.Json;
import dev.kubeuser.cluster.internal.ManagedCluster;
import dev.kubeuser.manifest.ManifestException;
import dev.kubeuser.manifest.ManifestObject;
import dev.kubeuser.manifest.Manifests;
import dev.kubeuser.manifest.internal.AdmissionWebhooks;
import dev.kubeuser.query.internal.ServedResource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Waits until the API server acts on what was written or removed: its authorizer on roles and bindings, its admission
 * on webhooks, on policies and on their parameters. It sees the writes of each kind in order, but in no order across
 * kinds. So a {@link Sentinel} of each kind is written last: when an answer shows it, the server has seen all earlier
 * writes.
 *
 * @see <a href="https://kubernetes.io/docs/reference/access-authn-authz/rbac/">Using RBAC Authorization</a>
 * @see <a href="https://kubernetes.io/docs/reference/access-authn-authz/extensible-admission-controllers/">Dynamic
 *     Admission Control</a>
 * @see <a href="https://kubernetes.io/docs/reference/access-authn-authz/validating-admission-policy/">Validating
 *     Admission Policy</a>
 */
final class Effect {

    /** An API server learns of new kinds of parameters at this interval, unless it is ours. */
    private static final Duration FOR_A_KIND = Duration.ofSeconds(30);

    /** All warnings of an answer together have 4,096 characters. The longest name has 253, and is in two of them. */
    private static final int MAX_NAMES = 5;

    private static final String NAMESPACE = "default";

    private final KubeAccess access;
    private final ObjectRequests requests;
    private final Duration timeout;
    private final List<Target> changed;

    Effect(KubeAccess access, Duration timeout, List<Target> changed) {
        this.access = access;
        this.requests = new ObjectRequests(access);
        this.timeout = timeout;
        this.changed = changed;
    }

    /** What is in namespaces does not wait for the ClusterRoles, which a controller may still have to aggregate. */
    void awaitPolicy() {
        Deadline deadline = Deadline.in(timeout);
        List<Target> policy = changed.stream().filter(Target::isOfRbac).toList();
        List<Boolean> scopes =
                policy.stream().map(Target::isClusterWide).distinct().toList();
        InFlight.CHANGES.each(scopes, isClusterWide -> {
            if (isClusterWide && policy.stream().map(Target::object).anyMatch(RoleAggregation::concerns)) {
                new RoleAggregation(access, policy).await(deadline);
            }
            await(Sentinel.policy(isClusterWide, NAMESPACE), deadline);
        });
    }

    void awaitWebhooks() {
        List<Sentinel> sentinels = changed.stream()
                .map(Target::object)
                .filter(AdmissionWebhooks::areIn)
                .map(ManifestObject::kind)
                .distinct()
                .map(Sentinel::webhook)
                .toList();
        await(sentinels, timeout);
    }

    void awaitPoliciesOfAdmission() {
        List<Sentinel> ofParameters = ofParameters();
        await(
                Stream.concat(ofKinds().stream(), ofParameters.stream()).toList(),
                ofParameters.isEmpty() ? timeout : timeout.plus(FOR_A_KIND));
    }

    void awaitEndOfPoliciesOfAdmission() {
        await(ofKinds(), timeout);
    }

    private void await(List<Sentinel> sentinels, Duration limit) {
        Deadline deadline = Deadline.in(limit);
        InFlight.CHANGES.each(sentinels, sentinel -> await(sentinel, deadline));
    }

    private void await(Sentinel sentinel, Deadline deadline) {
        try (Written written = new Written()) {
            sentinel.documents().forEach(written::add);
            if (!deadline.await(() -> sentinel.isSeen(access))) {
                throw new ManifestException(
                        "The API server at " + access.cluster().server() + " " + sentinel.failure()
                                + " " + deadline + ". " + sentinel.doubt()
                                + " More time: kubeuser.policy-timeout",
                        deadline.exceeded());
            }
        }
    }

    /** The objects of a sentinel, which are in no manifest. */
    private final class Written implements AutoCloseable {

        private final Map<Target, String> uids = new LinkedHashMap<>();

        void add(String document) {
            List<ManifestObject> objects =
                    Manifests.parse("what kubeuser itself needs", document).objects();
            Target target =
                    Target.all(objects, access.context().discovery(), NAMESPACE).get(0);
            ManagedCluster cluster = access.context().cluster();
            KubeResponse response = requests.create(target, target.content(cluster.run()));
            if (response.code() != ObjectRequests.CREATED) {
                throw ObjectRequests.refused(target, "creating", response);
            }
            uids.put(target, ObjectRequests.uid(response));
            requests.note(target, ObjectRequests.uid(response));
        }

        @Override
        public void close() {
            InFlight.CHANGES.each(
                    List.copyOf(uids.entrySet()), written -> requests.remove(written.getKey(), written.getValue()));
        }
    }

    /** One for each of the two kinds of policies that were changed, or whose bindings were. */
    private List<Sentinel> ofKinds() {
        List<Sentinel> sentinels = new ArrayList<>();
        if (changed.stream().anyMatch(target -> isOf(target, "Validating"))) {
            sentinels.add(Sentinel.validating());
        }
        changed.stream()
                .filter(target -> isOf(target, "Mutating"))
                .findFirst()
                .ifPresent(target ->
                        sentinels.add(Sentinel.mutating(target.object().apiVersion())));
        return sentinels;
    }

    private static boolean isOf(Target target, String family) {
        return target.isAdmissionPolicy() && target.object().kind().startsWith(family);
    }

    private List<Sentinel> ofParameters() {
        Map<String, Target> byKind = new LinkedHashMap<>();
        changed.stream()
                .filter(Target::isAdmissionPolicy)
                .forEach(policy -> paramKind(policy)
                        .ifPresent(kind -> byKind.putIfAbsent(policy.object().kind() + kind, policy)));
        return byKind.values().stream()
                .flatMap(policy -> ofParameters(policy).stream())
                .toList();
    }

    private static Optional<JsonObject> paramKind(Target policy) {
        JsonObject kind = Json.object(Json.object(policy.object().json(), "spec"), "paramKind");
        return kind.isEmpty() ? Optional.empty() : Optional.of(kind);
    }

    /** Shows that the kind is known, and which of the parameters that were written are. */
    private List<Sentinel> ofParameters(Target policy) {
        JsonObject kind = paramKind(policy).orElseThrow();
        ServedResource.Kind named = new ServedResource.Kind(Json.text(kind, "apiVersion"), Json.text(kind, "kind"));
        Map<String, List<String>> names = new TreeMap<>();
        changed.stream()
                .filter(target -> named.equals(new ServedResource.Kind(
                        target.object().apiVersion(), target.object().kind())))
                .forEach(target -> names.computeIfAbsent(
                                Optional.ofNullable(target.namespace()).orElse(""), unknown -> new ArrayList<>())
                        .add(target.object().name()));
        String anywhere = isNamespaced(policy, named) ? NAMESPACE : "";
        if (names.isEmpty() || isOf(policy, "Mutating")) {
            return List.of(Sentinel.kind(policy, kind, anywhere));
        }
        List<Sentinel> sentinels = new ArrayList<>();
        names.forEach((namespace, all) -> {
            for (int i = 0; i < all.size(); i += MAX_NAMES) {
                sentinels.add(
                        Sentinel.parameters(kind, namespace, all.subList(i, Math.min(i + MAX_NAMES, all.size()))));
            }
        });
        return sentinels;
    }

    private boolean isNamespaced(Target policy, ServedResource.Kind named) {
        return access.context()
                .discovery()
                .find(named)
                .orElseThrow(() -> new ManifestException(policy.object().nearestOrigin("spec.paramKind")
                        + ": the API server knows no " + named.kind() + " in " + named.apiVersion()
                        + ", and would refuse"
                        + " all that the policy is about. Is its CustomResourceDefinition in the cluster or in these"
                        + " manifests?"))
                .isNamespaced();
    }
}
