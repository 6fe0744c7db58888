// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.apply;

import com.google.gson.JsonObject;
import dev.kubeuser.access.KubeResponse;
import dev.kubeuser.apply.internal.AppliedObjects;
import dev.kubeuser.base.internal.Deadline;
import dev.kubeuser.base.internal.Json;
import dev.kubeuser.cluster.internal.Run;
import dev.kubeuser.manifest.ManifestException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Creates one object, or finds that it exists. Never changes or deletes what others created. */
final class Creation {

    /** Clusters with nodes take a while to empty a namespace. */
    private static final Duration FOR_A_NAMESPACE = Duration.ofMinutes(1);

    private static final List<String> CHANGED_BY_ANY_WRITE = List.of("managedFields", "resourceVersion", "generation");

    private final ObjectRequests requests;
    private final Duration timeout;
    private final AppliedObjects applied;
    private final Run run;

    Creation(ObjectRequests requests, Duration timeout, AppliedObjects applied, Run run) {
        this.requests = requests;
        this.timeout = timeout;
        this.applied = applied;
        this.run = run;
    }

    /** The UID of the new object, or empty if it existed before. Looks at what is there only if it has to. */
    Optional<String> create(Target target) {
        KubeResponse created = requests.create(target, target.content(run));
        return created.code() == ObjectRequests.CREATED
                ? Optional.of(ObjectRequests.uid(created))
                : createUnlessExisting(target);
    }

    private Optional<String> createUnlessExisting(Target target) {
        KubeResponse live = liveUnlessEnding(target);
        if (live.code() == ObjectRequests.NOT_FOUND) {
            return createNew(target);
        }
        if (live.code() != ObjectRequests.OK) {
            throw ObjectRequests.refused(target, "looking for", live);
        }
        useExisting(target, ObjectRequests.body(live));
        return Optional.empty();
    }

    /** Waits longer for a namespace, unless only finalizers of objects in it are left. */
    private KubeResponse liveUnlessEnding(Target target) {
        Deadline deadline = Deadline.in(timeout);
        KubeResponse live = deadline.poll(() -> requests.get(target), answer -> !ObjectRequests.isEnding(answer));
        if (ObjectRequests.isEnding(live) && target.isNamespace() && !isHeldByContent(live)) {
            deadline = Deadline.in(FOR_A_NAMESPACE);
            live = deadline.poll(
                    () -> requests.get(target), answer -> !ObjectRequests.isEnding(answer) || isHeldByContent(answer));
        }
        if (ObjectRequests.isEnding(live)) {
            throw new ManifestException(target + " of an earlier test is being deleted and was not gone " + deadline
                    + ". Finalizers or a missing controller may hold it; remove them, or give it another name: "
                    + live);
        }
        return live;
    }

    /** The namespace controller says so in a condition once only finalizers are left to wait for. */
    private static boolean isHeldByContent(KubeResponse live) {
        return ObjectRequests.hasCondition(live, "NamespaceFinalizersRemaining");
    }

    private Optional<String> createNew(Target target) {
        KubeResponse response = Deadline.in(timeout)
                .poll(
                        () -> requests.apply(target, target.content(run)),
                        answer -> !requests.isForFormerNamespace(target, answer));
        if (response.code() == ObjectRequests.OK && isInOwnNamespace(target)) {
            return Optional.empty();
        }
        if (response.code() == ObjectRequests.OK) {
            throw new ManifestException(target + " was created by another client at the same moment."
                    + " Tests of several runs cannot apply it to one cluster: give it a name of its own");
        }
        if (response.code() != ObjectRequests.CREATED) {
            throw refused(target, response);
        }
        return Optional.of(ObjectRequests.uid(response));
    }

    private boolean isInOwnNamespace(Target target) {
        return target.namespace() != null && applied.isOwnNamespace(target.namespace());
    }

    private static ManifestException refused(Target target, KubeResponse response) {
        String namespace = target.namespace();
        boolean missing = response.code() == ObjectRequests.NOT_FOUND && namespace != null;
        ManifestException refusal = ObjectRequests.refused(target, "applying", response);
        return missing
                ? new ManifestException(refusal.getMessage() + "\nAdd the Namespace " + namespace
                        + " to the manifests, or set createNamespaces = true")
                : refusal;
    }

    private void useExisting(Target target, JsonObject live) {
        String other = runOf(live);
        if (!other.isEmpty() && !other.equals(run.id())) {
            throw new ManifestException(target + " is in the cluster and belongs to the test run " + other
                    + ". If that run goes on, use another cluster or names of your own; if it was killed, delete what"
                    + " it left by the label " + Run.RUN_LABEL + "=" + other);
        }
        if (target.isNamespace()) {
            return;
        }
        if (isInOwnNamespace(target)) {
            changeInOwnNamespace(target);
        } else {
            requireUnchanged(target, live);
        }
    }

    /** What controllers put into a new namespace, such as the ServiceAccount default, is removed with it. */
    private void changeInOwnNamespace(Target target) {
        KubeResponse response = requests.apply(target, target.content());
        if (response.code() != ObjectRequests.OK) {
            throw ObjectRequests.refused(target, "applying", response);
        }
    }

    private void requireUnchanged(Target target, JsonObject live) {
        KubeResponse response = requests.dryRun(target, sameLabels(target, live));
        boolean same = response.code() == ObjectRequests.OK
                && withoutBookkeeping(ObjectRequests.body(response)).equals(withoutBookkeeping(live));
        if (same) {
            return;
        }
        if (response.code() != ObjectRequests.OK && response.code() != ObjectRequests.CONFLICT) {
            throw ObjectRequests.refused(target, "applying", response);
        }
        throw new ManifestException(target + " is in the cluster already, with another content, and these tests did not"
                + " create it: it is left as it is. Give the object in the manifest another name, or remove the one in"
                + " the cluster" + conflict(response));
    }

    /** Adds the run's label if the object has it, so that the label is not taken for a difference. */
    private JsonObject sameLabels(Target target, JsonObject live) {
        return runOf(live).isEmpty() ? target.content() : target.content(run);
    }

    /** The run that made a live object; empty if none did. */
    private static String runOf(JsonObject live) {
        return Json.text(Json.object(live.get("metadata"), "labels"), Run.RUN_LABEL);
    }

    private static String conflict(KubeResponse response) {
        return response.code() == ObjectRequests.CONFLICT
                ? ". What differs, as the API server says: " + ObjectRequests.message(response)
                : "";
    }

    private static JsonObject withoutBookkeeping(JsonObject object) {
        JsonObject copy = object.deepCopy();
        JsonObject metadata = Objects.requireNonNull(copy.getAsJsonObject("metadata"));
        CHANGED_BY_ANY_WRITE.forEach(metadata::remove);
        return copy;
    }
}
