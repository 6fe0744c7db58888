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
            Set<AdmissionSentinel> awaited =
                    kinds.stream().map(AdmissionSentinel::webhook).collect(Collectors.toCollection(HashSet::new));
            awaited.forEach(sentinel -> sentinel.documents().forEach(sentinels::create));
            boolean isSeen = deadline.await(() -> {
                awaited.removeIf(this::isCalled);
                return awaited.isEmpty();
            });
            if (!isSeen) {
                throw new ManifestException(
                        "The API server at " + access.cluster().server()
                                + " did not act upon the admission webhooks that were written " + deadline
                                + ". Is it overloaded? More time: kubeuser.policy-timeout",
                        deadline.exceeded());
            }
        }
    }

    private boolean isCalled(AdmissionSentinel sentinel) {
        KubeResponse answer = sentinel.ask(access);
        boolean isCalled = sentinel.isSeenIn(answer);
        if (!isCalled && answer.code() != ObjectRequests.CREATED) {
            throw new ManifestException("Whether admission webhooks are called could not be asked: " + answer);
        }
        return isCalled;
    }
}
