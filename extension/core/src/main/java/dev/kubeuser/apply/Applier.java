// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.apply;

import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.access.internal.ClusterDiscovery;
import dev.kubeuser.apply.internal.AppliedObjects;
import dev.kubeuser.base.internal.Deadline;
import dev.kubeuser.base.internal.InFlight;
import dev.kubeuser.manifest.ManifestException;
import dev.kubeuser.manifest.ManifestObject;
import dev.kubeuser.manifest.Manifests;
import dev.kubeuser.manifest.internal.CustomResourceDefinition;
import dev.kubeuser.query.internal.Discovery;
import dev.kubeuser.rbac.Origin;
import dev.kubeuser.request.ResourceName;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Applies manifests in stages, after their namespaces, and waits until they are effective. If it fails halfway, it
 * removes what it applied.
 */
final class Applier {

    private final KubeAccess access;
    private final ApplyOptions options;
    private final ClusterDiscovery discovery;
    private final ObjectRequests requests;
    private final Creation creation;
    private final AppliedManifests applied;

    Applier(KubeAccess access, ApplyOptions options, Manifests manifests) {
        this.access = access;
        this.options = options;
        this.discovery = access.context().discovery();
        this.requests = new ObjectRequests(access);
        this.creation = new Creation(
                requests,
                options.timeout(),
                AppliedObjects.in(access.context().cluster()),
                access.context().cluster().run());
        SkippedKinds kinds = SkippedKinds.of(manifests, options.skipKinds(), discovery);
        kinds.line().forEach(options.notes());
        this.applied = new AppliedManifests(access, options, kinds.rest());
    }

    AppliedManifests apply() {
        try {
            applyAll(applied.objects());
            return applied;
        } catch (RuntimeException failure) {
            undo(failure);
            throw failure;
        }
    }

    /** Forgets discovery: what is served may have changed and caused the failure. */
    private void undo(RuntimeException failure) {
        discovery.forget();
        try {
            applied.close();
        } catch (RuntimeException another) {
            failure.addSuppressed(another);
        }
    }

    private void applyAll(List<ManifestObject> objects) {
        List<ManifestObject> later = new ArrayList<>(objects);
        later.removeIf(object -> Target.isNamespace(object) || Target.isDefinition(object));
        requests.connect();
        applyAtOnce(targets(objects.stream().filter(Target::isNamespace).toList()));
        List<Target> definitions =
                targets(objects.stream().filter(Target::isDefinition).toList());
        applyAtOnce(definitions);
        awaitServed(definitions);
        List<Target> rest = targets(later);
        rest.sort(Comparator.comparing((Target target) -> target.resource().isNamespaced()));
        if (options.createNamespaces()) {
            applyAtOnce(missingNamespaces(rest));
        }
        stages(applied.add(rest)).forEach(this::begin);
        Effect effect = new Effect(access, options.timeout(), rest);
        effect.awaitPolicy();
        effect.awaitWebhooks();
        effect.awaitPoliciesOfAdmission();
    }

    /**
     * Waits until the API server serves the kinds that CustomResourceDefinitions define: discovery has them, and a list
     * succeeds. At first the server answers with 429 because it is still filling the cache of a new kind.
     */
    private void awaitServed(List<Target> definitions) {
        Deadline deadline = Deadline.in(options.timeout());
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
        missing.removeIf(definition -> SkippedKinds.kinds(defined(definition))
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

    private List<Target> targets(List<ManifestObject> objects) {
        return Target.all(objects, discovery, options.namespace());
    }

    /** As if they were in the manifests that need them. */
    private List<Target> missingNamespaces(List<Target> namespaced) {
        Map<String, ManifestObject> namespaces = new LinkedHashMap<>();
        Set<AppliedObjects.Key> held = applied.held();
        for (Target target : namespaced) {
            String name = target.namespace();
            if (name != null && !held.contains(AppliedObjects.Key.ofNamespace(name))) {
                namespaces.computeIfAbsent(
                        name, missing -> namespace(missing, target.object().origin()));
            }
        }
        return targets(List.copyOf(namespaces.values()));
    }

    /** A namespace that is in no manifest, with the origin of the object that needs it. */
    private static ManifestObject namespace(String name, Origin origin) {
        String manifest = "\n".repeat(origin.line() - 1)
                + "{\"apiVersion\": \"v1\", \"kind\": \"Namespace\", \"metadata\": {\"name\": \"" + name + "\"}}";
        return Manifests.parse(origin.file(), manifest).objects().get(0);
    }

    private void applyAtOnce(List<Target> targets) {
        begin(applied.add(targets));
    }

    private void begin(List<AppliedManifests.Use> stage) {
        InFlight.CHANGES.each(stage, use -> use.begin(options.owner(), () -> create(use.target())));
    }

    private Optional<String> create(Target target) {
        Optional<String> uid = creation.create(target);
        uid.ifPresent(created -> requests.note(target, created));
        return uid;
    }

    /**
     * Splits objects into stages, in an order in which they can be applied: definitions of custom resources; then
     * ServiceAccounts and roles, on which nothing of a policy waits; then ClusterRoles that aggregate others, which are
     * so removed before them; then bindings, for which the API server looks at the role; then the rest, as written;
     * then admission policies, which might deny the rest. Objects of one stage do not need each other: of the last two,
     * which may, only objects of one kind that follow each other are in one stage. No stage is empty, and each keeps
     * the order of its objects.
     */
    static List<List<AppliedManifests.Use>> stages(List<AppliedManifests.Use> uses) {
        List<List<AppliedManifests.Use>> stages = new ArrayList<>();
        stages.add(matching(uses, Target::isDefinition));
        stages.add(matching(uses, target -> target.isRoleOrAccount() && !target.isAggregate()));
        stages.add(matching(uses, Target::isAggregate));
        stages.add(matching(uses, Target::isBinding));
        stages.addAll(byKind(matching(
                uses, target -> !target.isDefinition() && !target.isOfPolicy() && !target.isAdmissionPolicy())));
        stages.addAll(byKind(matching(uses, Target::isAdmissionPolicy)));
        stages.removeIf(List::isEmpty);
        return stages;
    }

    private static List<AppliedManifests.Use> matching(List<AppliedManifests.Use> uses, Predicate<Target> wanted) {
        return uses.stream().filter(use -> wanted.test(use.target())).collect(Collectors.toCollection(ArrayList::new));
    }

    private static List<List<AppliedManifests.Use>> byKind(List<AppliedManifests.Use> uses) {
        List<List<AppliedManifests.Use>> stages = new ArrayList<>();
        AppliedManifests.Use before = null;
        for (AppliedManifests.Use use : uses) {
            if (before == null
                    || !before.target().resource().equals(use.target().resource())) {
                stages.add(new ArrayList<>());
            }
            stages.get(stages.size() - 1).add(use);
            before = use;
        }
        return stages;
    }
}
