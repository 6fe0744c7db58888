package dev.kubeuser.apply;

import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.access.KubeResponse;
import dev.kubeuser.base.internal.Deadline;
import dev.kubeuser.manifest.ManifestException;
import dev.kubeuser.manifest.ManifestObject;
import dev.kubeuser.manifest.internal.AdmissionWebhooks;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Waits until the API server calls the admission webhooks that were written, and no longer those that were removed. It
 * sees the writes of each of the two types in order. So a sentinel of each type is written last, a webhook that nobody
 * serves: when a dry run that it selects fails for it, the API server has seen all earlier writes.
 *
 * @see <a href="https://kubernetes.io/docs/reference/access-authn-authz/extensible-admission-controllers/">Dynamic
 *     Admission Control</a>
 */
final class WebhookEffect {

    private static final String LABEL = "kubeuser.dev/sentinel";
    private static final String DRY_RUN = "/apis/scheduling.k8s.io/v1/priorityclasses?dryRun=All";

    private final String name = "kubeuser-sentinel-" + UUID.randomUUID();
    private final KubeAccess access;
    private final Duration timeout;
    private final Set<String> kinds;

    private WebhookEffect(KubeAccess access, Duration timeout, Set<String> kinds) {
        this.access = access;
        this.timeout = timeout;
        this.kinds = kinds;
    }

    static WebhookEffect of(KubeAccess access, Duration timeout, List<Target> changed) {
        return new WebhookEffect(
                access,
                timeout,
                changed.stream()
                        .map(Target::object)
                        .filter(AdmissionWebhooks::areIn)
                        .map(ManifestObject::kind)
                        .collect(Collectors.toSet()));
    }

    void await() {
        if (kinds.isEmpty()) {
            return;
        }
        Deadline deadline = Deadline.in(timeout);
        try (OwnObjects sentinels = new OwnObjects(access, "default")) {
            kinds.forEach(kind -> sentinels.create(sentinel(kind)));
            Set<String> awaited = new HashSet<>(kinds);
            boolean isSeen = deadline.await(() -> {
                awaited.removeIf(this::isCalled);
                return awaited.isEmpty();
            });
            if (!isSeen) {
                throw new ManifestException(
                        "The API server at " + access.cluster().server()
                                + " did not act upon the admission webhooks that were written " + deadline
                                + ". Is it overloaded? More time: kubeuser.policy-timeout");
            }
        }
    }

    /** Each kind has a value of its own, so that the failure of one is not that of the other. */
    private String sentinel(String kind) {
        return """
                {"apiVersion": "admissionregistration.k8s.io/v1", "kind": "%1$s", "metadata": {"name": "%2$s"},
                 "webhooks": [{"name": "%2$s.kubeuser.dev", "admissionReviewVersions": ["v1"], "sideEffects": "None",
                   "failurePolicy": "Fail", "timeoutSeconds": 1, "clientConfig": {"url": "https://127.0.0.1:1/"},
                   "objectSelector": {"matchLabels": {"%3$s": "%4$s"}},
                   "rules": [{"apiGroups": ["scheduling.k8s.io"], "apiVersions": ["v1"], "operations": ["CREATE"],
                     "resources": ["priorityclasses"]}]}]}
                """.formatted(kind, name, LABEL, label(kind));
    }

    /** Its value has at most 63 characters. */
    private String label(String kind) {
        return kind.charAt(0) + "-" + name;
    }

    private boolean isCalled(String kind) {
        KubeResponse answer = access.request("POST", DRY_RUN, """
                {"apiVersion": "scheduling.k8s.io/v1", "kind": "PriorityClass", "value": 0,
                 "metadata": {"name": "%1$s", "labels": {"%2$s": "%3$s"}}}
                """.formatted(name, LABEL, label(kind)));
        boolean isCalled = ObjectRequests.message(answer).contains("failed calling webhook");
        if (!isCalled && answer.code() != ObjectRequests.CREATED) {
            throw new ManifestException("Whether admission webhooks are called could not be asked: " + answer);
        }
        return isCalled;
    }
}
