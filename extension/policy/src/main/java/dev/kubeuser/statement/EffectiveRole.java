// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.statement;

import dev.kubeuser.base.internal.Counted;
import dev.kubeuser.base.internal.KnownVersions;
import dev.kubeuser.base.internal.Printable;
import dev.kubeuser.manifest.HelmCapabilities;
import dev.kubeuser.manifest.HelmChart;
import dev.kubeuser.manifest.ManifestException;
import dev.kubeuser.manifest.Manifests;
import dev.kubeuser.query.AccessQueryException;
import dev.kubeuser.rbac.Origin;
import dev.kubeuser.rbac.RbacPolicy;
import dev.kubeuser.rbac.RbacRole;
import dev.kubeuser.rbac.RoleReference;
import dev.kubeuser.request.RequestSet;
import java.util.List;
import org.apiguardian.api.API;

/**
 * A Role or ClusterRole as it is in force, to be compared with another one:
 *
 * <pre>{@code
 * assertThat(role("helm:charts/operator", "operator")).covers(role("config/rbac/role.yaml", "manager-role"));
 * }</pre>
 *
 * <p>An aggregated ClusterRole has the rules of those that it selects, among the manifests and the roles of Kubernetes.
 *
 * <p>Immutable and thread-safe.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class EffectiveRole {

    private static final int MAX_NAMED = 10;

    private final EffectivePolicy policy;
    private final RbacRole role;
    private final String namespace;

    private EffectiveRole(EffectivePolicy policy, RbacRole role, String namespace) {
        this.policy = policy;
        this.role = role;
        this.namespace = namespace;
    }

    /**
     * {@return a role of manifests, as a new cluster of the newest Kubernetes has it}
     *
     * @param source the manifests, as {@link Manifests#load(String...)} reads them: for example
     *     {@code config/rbac/role.yaml}, {@code helm:charts/operator}, {@code olm:bundle/} or {@code git:main:deploy/}
     * @param name as for {@link EffectivePolicy#role}
     * @throws ManifestException if the source cannot be read, or a rule has a field or form that no API server accepts
     * @throws AccessQueryException as for {@link EffectivePolicy#role}
     */
    public static EffectiveRole role(String source, String name) {
        return of(EffectivePolicy.of(Manifests.load(source)), source, name);
    }

    /**
     * {@return a role of a chart with the values of an installation}
     *
     * @param chart for example {@code HelmChart.of("charts/operator").withSet("namespaced=true")}
     * @param name as for {@link EffectivePolicy#role}
     * @throws ManifestException if the chart cannot be rendered, or a rule has a field or form that no API server
     *     accepts
     * @throws AccessQueryException as for {@link EffectivePolicy#role}
     */
    public static EffectiveRole role(HelmChart chart, String name) {
        String version = KnownVersions.read().standard().toString();
        return of(EffectivePolicy.of(chart.render(HelmCapabilities.of(version))), chart.chart(), name);
    }

    /**
     * {@return a role of a policy}
     *
     * @param policy the policy
     * @param source what the policy is, in words
     * @param name as for {@link EffectivePolicy#role}
     * @throws AccessQueryException as for {@link EffectivePolicy#role}
     */
    @API(status = API.Status.INTERNAL)
    public static EffectiveRole of(EffectivePolicy policy, String source, String name) {
        List<RbacRole> own = named(name, policy.written());
        List<RbacRole> found = own.isEmpty() ? named(name, policy.rbac()) : own;
        if (found.size() != 1) {
            throw new AccessQueryException(Printable.text("\"" + name + "\" names ")
                    + (found.isEmpty()
                            ? "no role of " + Printable.text(source) + ", which has "
                                    + words(List.copyOf(policy.written().roles()))
                            : "several roles of " + Printable.text(source) + ": write one of " + words(found)));
        }
        EffectiveRole known = of(policy, found.get(0).id());
        RbacRole role = known.role();
        if (role.isAggregate() && role.rules().isEmpty()) {
            throw new AccessQueryException(role.id() + " has the rules of the ClusterRoles that it selects, and "
                    + Printable.text(source) + " has none of these: name their files too");
        }
        return known;
    }

    /**
     * {@return a role of a policy}
     *
     * @param policy the policy
     * @param id one that the policy or Kubernetes has
     */
    @API(status = API.Status.INTERNAL)
    public static EffectiveRole of(EffectivePolicy policy, RoleReference id) {
        return new EffectiveRole(policy, policy.rbac().role(id).orElseThrow(), id.namespace());
    }

    private static List<RbacRole> named(String name, RbacPolicy policy) {
        return policy.roles().stream()
                .filter(role ->
                        role.id().name().equals(name) || role.id().toString().equals(name))
                .toList();
    }

    private static String words(List<RbacRole> roles) {
        return roles.isEmpty()
                ? "none"
                : Counted.first(MAX_NAMED, roles, role -> role.id().toString());
    }

    /**
     * {@return what the role gives by a RoleBinding: no resources without a namespace, and no URLs. A Role never gives
     * more}
     *
     * @param namespace of the RoleBinding; comparisons do not depend on its name
     * @throws IllegalArgumentException if it is empty, or not the one of a Role
     */
    public EffectiveRole in(String namespace) {
        if (namespace.isEmpty()
                || !(role.id().isClusterWide() || role.id().namespace().equals(namespace))) {
            throw new IllegalArgumentException(
                    "No RoleBinding in \"" + Printable.text(namespace) + "\" can give " + role.id());
        }
        return new EffectiveRole(policy, role, namespace);
    }

    /** {@return the policy that it is of} */
    @API(status = API.Status.INTERNAL)
    public EffectivePolicy policy() {
        return policy;
    }

    /** {@return its rules} */
    @API(status = API.Status.INTERNAL)
    public RbacRole role() {
        return role;
    }

    /** {@return the namespace in which it is given; empty for the whole cluster} */
    @API(status = API.Status.INTERNAL)
    public String namespace() {
        return namespace;
    }

    /** {@return the requests that it allows, in another namespace if it is given in one} */
    RequestSet requests(String instead) {
        return namespace.isEmpty() ? role.requests() : role.requests().in(instead);
    }

    /** {@return for example {@code ClusterRole manager-role (config/rbac/role.yaml:5) in prod}} */
    @Override
    public String toString() {
        Origin origin = role.origin();
        return role.id()
                + (origin == null ? "" : " (" + origin + ")")
                + (namespace.equals(role.id().namespace()) ? "" : " in " + Printable.text(namespace));
    }
}
