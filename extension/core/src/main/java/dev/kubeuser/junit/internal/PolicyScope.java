package dev.kubeuser.junit.internal;

import dev.kubeuser.apply.ApplyOptions;
import dev.kubeuser.manifest.Manifests;
import dev.kubeuser.run.internal.AppliedPolicy;
import dev.kubeuser.run.internal.ClusterRun;
import dev.kubeuser.run.internal.OwnNamespaces;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Keeps manifests and namespaces in JUnit's stores, with the class or method that declares them. What is applied to a
 * cluster, and by how many, is kept with the cluster.
 */
final class PolicyScope {

    private final Placement placement;
    private final ClusterScope cluster;
    private final WebhookScope webhooks;

    PolicyScope(Placement placement, ClusterScope cluster, WebhookScope webhooks) {
        this.placement = placement;
        this.cluster = cluster;
        this.webhooks = webhooks;
    }

    /** Creates and applies what is declared here and in enclosing places, from the outside in. */
    void apply() {
        Iterator<Manifests> rendered = rendered().iterator();
        for (PolicyPlan level : placement.policy().outermostFirst()) {
            level.namespaces().keySet().forEach(name -> create(level, name));
            for (int i = 0; i < level.manifests().size(); i++) {
                PlannedManifests planned = level.manifests().get(i);
                Manifests manifests = rendered.next();
                store(level)
                        .getOrComputeIfAbsent(
                                StoreKey.of(AppliedPolicy.class, cluster.key(), level.place(), i),
                                absent -> apply(level, planned, manifests),
                                AppliedPolicy.class);
            }
        }
    }

    /** All manifests in the order of their application. A chart that cannot be rendered is an error before that. */
    private List<Manifests> rendered() {
        List<Manifests> all = new ArrayList<>();
        for (PolicyPlan level : placement.policy().outermostFirst()) {
            for (int i = 0; i < level.manifests().size(); i++) {
                all.add(rendered(level, i, Collections.unmodifiableList(all)));
            }
        }
        return all;
    }

    private Manifests rendered(PolicyPlan level, int index, List<Manifests> earlier) {
        return store(level)
                .getOrComputeIfAbsent(
                        StoreKey.of(Manifests.class, cluster.key(), level.place(), index),
                        absent -> level.manifests()
                                .get(index)
                                .rendered()
                                .apply(cluster.run().running(), earlier),
                        Manifests.class);
    }

    private AppliedPolicy apply(PolicyPlan level, PlannedManifests planned, Manifests rendered) {
        ClusterRun run = cluster.run();
        ApplyOptions options = run.options(level.place())
                .withCreateNamespaces(planned.createNamespaces())
                .withNamespace(planned.namespace());
        OwnNamespaces own = own(level);
        PolicyMutator mutator = mutator();
        Manifests mutated =
                mutator == null ? rendered : mutator.mutate(run.admin(), rendered, options.namespace(), own);
        return run.apply(webhooks.redirect(mutated), options, own);
    }

    private @Nullable PolicyMutator mutator() {
        return ExtensionStore.ofSession(placement.context()).get(PolicyMutator.class, PolicyMutator.class);
    }

    /**
     * Returns the real name of a namespace declared here or in an enclosing place, and creates it if it does not exist.
     */
    String namespace(String name) {
        return create(placement.policy().declaring(name), name);
    }

    /** Returns the namespace that clients assume here: that of {@code @KubeNamespace} without a value, or the cluster's. */
    String defaultNamespace() {
        return placement.policy().visibleNamespaces().getOrDefault("", "default");
    }

    private String create(PolicyPlan level, String declared) {
        String name = level.namespaces().getOrDefault(declared, declared);
        store(level)
                .getOrComputeIfAbsent(
                        StoreKey.of(AppliedPolicy.class, "namespace", cluster.key(), name),
                        absent -> created(level, name),
                        AppliedPolicy.class);
        return name;
    }

    /** Creates a namespace. Requests there are recorded, even if nothing else is applied here. */
    private AppliedPolicy created(PolicyPlan level, String name) {
        ClusterRun run = cluster.run();
        run.listener().ifPresent(listener -> listener.created(own(level)));
        Manifests manifest = Manifests.parse(
                "@KubeNamespace on " + level.place(),
                "{\"apiVersion\": \"v1\", \"kind\": \"Namespace\", \"metadata\": {\"name\": \"" + name + "\"}}");
        return run.apply(manifest, run.options(level.place()));
    }

    private static OwnNamespaces own(PolicyPlan level) {
        Map<String, String> declared = new TreeMap<>();
        level.visibleNamespaces().forEach((name, real) -> declared.put(real, name));
        return new OwnNamespaces(declared);
    }

    private ExtensionStore store(PolicyPlan level) {
        return ExtensionStore.of(placement.contextOf(level.owner()));
    }
}
