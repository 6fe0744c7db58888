package dev.kubeuser.apply;

import com.google.gson.JsonObject;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.base.internal.Deadline;
import dev.kubeuser.base.internal.InFlight;
import dev.kubeuser.base.internal.JsonParts;
import dev.kubeuser.discovery.internal.ObjectKind;
import dev.kubeuser.manifest.ManifestException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Waits until the API server enforces the policies of admission that were written, with their parameters, and no longer
 * those that were removed. It sees the writes of each kind in order, and compiles what it has seen from time to time. So
 * an {@link AdmissionSentinel} is written last, and is enforced only with all earlier ones.
 *
 * @see <a href="https://kubernetes.io/docs/reference/access-authn-authz/validating-admission-policy/">Validating Admission
 *     Policy</a>
 */
final class AdmissionEffect {

    /** An API server learns of new kinds of parameters at this interval, unless it is ours. */
    private static final Duration FOR_A_KIND = Duration.ofSeconds(30);

    /** All warnings of an answer together have 4,096 characters. The longest name has 253, and is in two of them. */
    private static final int MOST_NAMES = 5;

    private static final String STALE =
            ". If their parameters are of a built-in kind, it may have stopped watching them once no policy used them,"
                    + " and needs a restart: https://github.com/kubernetes/kubernetes/issues/130887";

    private final KubeAccess access;
    private final Duration timeout;
    private final List<Target> changed;

    private AdmissionEffect(KubeAccess access, Duration timeout, List<Target> changed) {
        this.access = access;
        this.timeout = timeout;
        this.changed = changed;
    }

    static AdmissionEffect of(KubeAccess access, Duration timeout, List<Target> changed) {
        return new AdmissionEffect(access, timeout, changed);
    }

    void awaitEnforced() {
        List<AdmissionSentinel> sentinels = new ArrayList<>(ofKinds());
        List<AdmissionSentinel> ofParameters = ofParameters();
        sentinels.addAll(ofParameters);
        await(sentinels, ofParameters.isEmpty() ? timeout : timeout.plus(FOR_A_KIND));
    }

    void awaitGone() {
        await(ofKinds(), timeout);
    }

    private void await(List<AdmissionSentinel> sentinels, Duration limit) {
        Deadline deadline = Deadline.in(limit);
        try (OwnObjects objects = new OwnObjects(access, "default")) {
            sentinels.forEach(sentinel -> sentinel.documents().forEach(objects::create));
            InFlight.QUESTIONS.each(sentinels, sentinel -> {
                if (!deadline.await(() -> sentinel.isSeenIn(sentinel.ask(access)))) {
                    throw new ManifestException(
                            "The API server at " + access.cluster().server()
                                    + " did not act upon the admission policies that were written " + deadline
                                    + (sentinel.isOfParameters() ? STALE : "")
                                    + ". Is it overloaded? More time: kubeuser.policy-timeout",
                            deadline.exceeded());
                }
            });
        }
    }

    /** One for each of the two kinds of policies that were changed, or whose bindings were. */
    private List<AdmissionSentinel> ofKinds() {
        List<AdmissionSentinel> sentinels = new ArrayList<>();
        if (changed.stream().anyMatch(target -> isOf(target, "Validating"))) {
            sentinels.add(AdmissionSentinel.validating());
        }
        changed.stream()
                .filter(target -> isOf(target, "Mutating"))
                .findFirst()
                .ifPresent(target ->
                        sentinels.add(AdmissionSentinel.mutating(target.object().apiVersion())));
        return sentinels;
    }

    private static boolean isOf(Target target, String family) {
        return target.isAdmissionPolicy() && target.object().kind().startsWith(family);
    }

    private List<AdmissionSentinel> ofParameters() {
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
        JsonObject kind = JsonParts.object(JsonParts.object(policy.object().json(), "spec"), "paramKind");
        return kind.isEmpty() ? Optional.empty() : Optional.of(kind);
    }

    /** Shows that the kind is known, and which of the parameters that were written are. */
    private List<AdmissionSentinel> ofParameters(Target policy) {
        JsonObject kind = paramKind(policy).orElseThrow();
        ObjectKind named = new ObjectKind(JsonParts.text(kind, "apiVersion"), JsonParts.text(kind, "kind"));
        Map<String, List<String>> names = new TreeMap<>();
        changed.stream()
                .filter(target -> named.equals(new ObjectKind(
                        target.object().apiVersion(), target.object().kind())))
                .forEach(target -> names.computeIfAbsent(
                                Optional.ofNullable(target.namespace()).orElse(""), unknown -> new ArrayList<>())
                        .add(target.object().name()));
        String anywhere = isNamespaced(policy, named) ? "default" : "";
        if (names.isEmpty() || isOf(policy, "Mutating")) {
            return List.of(AdmissionSentinel.kind(policy, kind, anywhere));
        }
        List<AdmissionSentinel> sentinels = new ArrayList<>();
        names.forEach((namespace, all) -> {
            for (int i = 0; i < all.size(); i += MOST_NAMES) {
                sentinels.add(AdmissionSentinel.parameters(
                        kind, namespace, all.subList(i, Math.min(i + MOST_NAMES, all.size()))));
            }
        });
        return sentinels;
    }

    private boolean isNamespaced(Target policy, ObjectKind named) {
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
