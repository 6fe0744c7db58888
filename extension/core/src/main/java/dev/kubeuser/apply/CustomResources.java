package dev.kubeuser.apply;

import dev.kubeuser.access.internal.ClusterDiscovery;
import dev.kubeuser.base.internal.Deadline;
import dev.kubeuser.base.internal.InFlight;
import dev.kubeuser.discovery.internal.Discovery;
import dev.kubeuser.discovery.internal.ObjectKind;
import dev.kubeuser.discovery.internal.ResourceName;
import dev.kubeuser.manifest.ManifestException;
import dev.kubeuser.manifest.internal.CustomResourceDefinition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Waits until the API server serves the kinds that CustomResourceDefinitions define: discovery has them, and a list
 * succeeds. At first the server answers with 429 because it is still filling the cache of a new kind.
 */
final class CustomResources {

    private final ObjectRequests requests;
    private final ClusterDiscovery discovery;
    private final Duration timeout;

    CustomResources(ObjectRequests requests, ClusterDiscovery discovery, Duration timeout) {
        this.requests = requests;
        this.discovery = discovery;
        this.timeout = timeout;
    }

    void awaitServed(List<Target> definitions) {
        Deadline deadline = Deadline.in(timeout);
        definitions.forEach(definition -> discovery.define(resource(defined(definition))));
        InFlight.QUESTIONS.each(definitions, definition -> awaitEstablished(definition, deadline));
        List<Target> missing = new ArrayList<>(definitions);
        deadline.await(() -> missing.isEmpty() || areServed(missing));
        if (!missing.isEmpty()) {
            throw notServed(missing.get(0), deadline);
        }
    }

    private void awaitEstablished(Target definition, Deadline deadline) {
        if (!deadline.await(() -> ObjectRequests.hasCondition(requests.get(definition), "Established"))) {
            throw notServed(definition, deadline);
        }
    }

    private ManifestException notServed(Target definition, Deadline deadline) {
        return new ManifestException(
                definition + " was not served " + deadline + " (kubeuser.policy-timeout). Its conditions: "
                        + ObjectRequests.conditions(requests.get(definition)),
                deadline.exceeded());
    }

    /** Removes those that are served. */
    private boolean areServed(List<Target> missing) {
        Discovery served = discovery.readAgain();
        missing.removeIf(definition -> kinds(defined(definition))
                .allMatch(
                        kind -> served.find(kind).filter(requests::canBeListed).isPresent()));
        return missing.isEmpty();
    }

    /** The API server took it, so it defines something. */
    private static CustomResourceDefinition defined(Target definition) {
        return CustomResourceDefinition.of(definition.object()).orElseThrow();
    }

    private static ResourceName resource(CustomResourceDefinition defined) {
        return new ResourceName(defined.group(), defined.plural(), "");
    }

    /** The kind in each served version. */
    private static Stream<ObjectKind> kinds(CustomResourceDefinition defined) {
        return defined.versions().stream()
                .map(version -> new ObjectKind(defined.group() + "/" + version.name(), defined.kind()));
    }
}
