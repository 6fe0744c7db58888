// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.junit.internal;

import dev.kubeuser.apply.ApplyOptions;
import dev.kubeuser.junit.internal.PolicyPlan.PlannedManifests;
import dev.kubeuser.manifest.Manifests;
import dev.kubeuser.run.internal.OwnNamespaces;
import dev.kubeuser.run.internal.Scope;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Keeps manifests and namespaces in JUnit's stores, with the class or method that declares them. What is applied to a
 * cluster, and by how many, is kept with the cluster.
 */
final class PolicyScope {

    private final Placement placement;
    private final ClusterScope cluster;

    PolicyScope(Placement placement, ClusterScope cluster) {
        this.placement = placement;
        this.cluster = cluster;
    }

    /** Creates and applies what is declared here and in enclosing places, from the outside in. */
    void apply() {
        Iterator<Manifests> rendered = rendered().iterator();
        for (PolicyPlan level : placement.policy().outermostFirst()) {
            level.namespaces().keySet().forEach(name -> create(level, name));
            for (int i = 0; i < level.manifests().size(); i++) {
                PlannedManifests planned = level.manifests().get(i);
                Manifests manifests = rendered.next();
                AutoCloseable unused =
                        cluster.own(level.owner()).keep(AutoCloseable.class, i, () -> apply(level, planned, manifests));
            }
        }
    }

    /** All manifests in the order of their application. A chart that cannot be rendered is an error before that. */
    private List<Manifests> rendered() {
        List<Manifests> all = new ArrayList<>();
        for (PolicyPlan level : placement.policy().outermostFirst()) {
            for (int i = 0; i < level.manifests().size(); i++) {
                PlannedManifests planned = level.manifests().get(i);
                List<Manifests> earlier = Collections.unmodifiableList(all);
                all.add(cluster.own(level.owner())
                        .keep(
                                Manifests.class,
                                i,
                                () -> planned.rendered().apply(cluster.scope().running(), earlier)));
            }
        }
        return all;
    }

    private AutoCloseable apply(PolicyPlan level, PlannedManifests planned, Manifests rendered) {
        Scope scope = cluster.scope();
        ApplyOptions options =
                planned.options().apply(scope.options(level.place())).withNamespace(planned.namespace());
        OwnNamespaces own = own(level);
        PolicyMutator mutator =
                ExtensionStore.ofSession(placement.context()).get(PolicyMutator.class, PolicyMutator.class);
        Manifests mutated =
                mutator == null ? rendered : mutator.mutate(scope.admin(), rendered, options.namespace(), own);
        return scope.apply(redirected(mutated), options, own);
    }

    /** Makes webhooks of services call the test, if it serves them. */
    private Manifests redirected(Manifests manifests) {
        Class<?> owner = placement.ofClass().webhookOwner();
        return owner == null ? manifests : cluster.scope(owner).webhooks().redirect(manifests);
    }

    /**
     * Returns the real name of a namespace declared here or in an enclosing place, and creates it if it does not exist.
     */
    String namespace(String name) {
        return create(placement.policy().declaring(name), name);
    }

    /**
     * Returns the namespace that clients assume here: that of {@code @KubeNamespace} without a value, or the cluster's.
     */
    String defaultNamespace() {
        return placement.policy().visibleNamespaces().getOrDefault("", "default");
    }

    private String create(PolicyPlan level, String declared) {
        String name = level.namespaces().getOrDefault(declared, declared);
        AutoCloseable unused = cluster.own(level.owner())
                .keep(AutoCloseable.class, name, () -> cluster.scope().create(name, level.place(), own(level)));
        return name;
    }

    private static OwnNamespaces own(PolicyPlan level) {
        Map<String, String> declared = new TreeMap<>();
        level.visibleNamespaces().forEach((name, real) -> declared.put(real, name));
        return new OwnNamespaces(declared);
    }
}
