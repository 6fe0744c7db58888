// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.statement;

import dev.kubeuser.base.internal.Counted;
import dev.kubeuser.base.internal.DnsNames;
import dev.kubeuser.base.internal.KnownVersions;
import dev.kubeuser.base.internal.Printable;
import dev.kubeuser.manifest.HelmCapabilities;
import dev.kubeuser.manifest.HelmChart;
import dev.kubeuser.manifest.ManifestException;
import dev.kubeuser.manifest.Manifests;
import dev.kubeuser.query.AccessQueryException;
import dev.kubeuser.rbac.Origin;
import dev.kubeuser.rbac.RbacBinding;
import dev.kubeuser.rbac.RbacPolicy;
import dev.kubeuser.rbac.RbacRole;
import dev.kubeuser.rbac.RbacRule;
import dev.kubeuser.rbac.RoleReference;
import dev.kubeuser.rbac.Subject;
import dev.kubeuser.rbac.UserInfo;
import dev.kubeuser.rbac.internal.PolicyText;
import dev.kubeuser.request.RequestSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;

/**
 * A Role or ClusterRole as it is in force, or all that a ServiceAccount holds, to be compared with another one:
 *
 * <pre>{@code
 * assertThat(role("helm:charts/operator", "operator")).covers(role("config/rbac/role.yaml", "manager-role"));
 * assertThat(account("helm:charts/operator", "default/operator")).coversExactly(account("olm:bundle/", "default/operator"));
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
    private final List<Name> names;
    private final @Nullable Origin origin;
    private final List<Held> held;
    private final String namespace;

    /**
     * What something is called.
     *
     * @param kind for example {@code ClusterRole}
     * @param namespace empty if it is in none
     * @param name its name
     */
    @API(status = API.Status.INTERNAL)
    public record Name(String kind, String namespace, String name) {

        /** {@return for example {@code Role dev/reader}} */
        @Override
        public String toString() {
            return Printable.text(kind + " " + (namespace.isEmpty() ? "" : namespace + "/") + name);
        }
    }

    /**
     * A rule, and where it is given.
     *
     * @param rule the rule
     * @param namespace of the RoleBinding; empty for everywhere
     */
    record Held(RbacRule rule, String namespace) {

        RequestSet requests() {
            return namespace.isEmpty() ? rule.requests() : rule.requests().in(namespace);
        }
    }

    private EffectiveRole(
            EffectivePolicy policy, List<Name> names, @Nullable Origin origin, List<Held> held, String namespace) {
        this.policy = policy;
        this.names = List.copyOf(names);
        this.origin = origin;
        this.held = List.copyOf(held);
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
        RbacRole role = policy.rbac().role(found.get(0).id()).orElseThrow();
        if (role.isAggregate() && role.rules().isEmpty()) {
            throw new AccessQueryException(role.id() + " has the rules of the ClusterRoles that it selects, and "
                    + Printable.text(source) + " has none of these: name their files too");
        }
        return of(policy, role.id());
    }

    /**
     * {@return a role of a policy; one without rules if the policy lacks it}
     *
     * @param policy the policy
     * @param id for example that of a role which another policy has
     */
    @API(status = API.Status.INTERNAL)
    public static EffectiveRole of(EffectivePolicy policy, RoleReference id) {
        RbacRole role = policy.rbac().role(id).orElseGet(() -> new RbacRole(id, Map.of(), List.of(), false, null));
        return new EffectiveRole(
                policy,
                List.of(new Name(id.kind(), id.namespace(), id.name())),
                role.origin(),
                held(role, ""),
                id.namespace());
    }

    private static List<Held> held(RbacRole role, String namespace) {
        return role.rules().stream().map(rule -> new Held(rule, namespace)).toList();
    }

    /**
     * {@return all that a ServiceAccount of manifests holds, by whatever bindings and roles, as a new cluster of the
     * newest Kubernetes has it. Manifests without any binding, such as markers and what controller-gen makes of these,
     * give it all their roles: a ClusterRole everywhere, and a Role in its namespace}
     *
     * @param source the manifests, as for {@link #role(String, String)}
     * @param account as in {@code shops/operator}
     * @throws ManifestException if the source cannot be read, or a rule has a field or form that no API server accepts
     * @throws AccessQueryException as for {@link EffectivePolicy#account}
     */
    public static EffectiveRole account(String source, String account) {
        return ofAccount(EffectivePolicy.of(Manifests.load(source)), source, account);
    }

    /**
     * {@return all that a ServiceAccount of a chart holds with the values of an installation}
     *
     * @param chart for example {@code HelmChart.of("charts/operator").withNamespace("shops")}
     * @param account as in {@code shops/operator}
     * @throws ManifestException if the chart cannot be rendered, or a rule has a field or form that no API server
     *     accepts
     * @throws AccessQueryException as for {@link EffectivePolicy#account}
     */
    public static EffectiveRole account(HelmChart chart, String account) {
        String version = KnownVersions.read().standard().toString();
        return ofAccount(EffectivePolicy.of(chart.render(HelmCapabilities.of(version))), chart.chart(), account);
    }

    /**
     * {@return all that a ServiceAccount of a policy holds}
     *
     * @param policy the policy
     * @param source what the policy is, in words
     * @param account as in {@code shops/operator}
     * @throws AccessQueryException as for {@link EffectivePolicy#account}
     */
    @API(status = API.Status.INTERNAL)
    public static EffectiveRole ofAccount(EffectivePolicy policy, String source, String account) {
        String[] parts = account.split("/", -1);
        if (parts.length != 2 || !DnsNames.isLabel(parts[0]) || !DnsNames.isSubdomain(parts[1])) {
            throw new AccessQueryException(Printable.text("\"" + account + "\"")
                    + " names no ServiceAccount: write its namespace too, as in shops/operator");
        }
        RbacPolicy written = policy.written();
        List<Held> held = new ArrayList<>();
        if (written.bindings().isEmpty()) {
            written.roles()
                    .forEach(role -> held.addAll(held(
                            policy.rbac().role(role.id()).orElseThrow(),
                            role.id().namespace())));
        } else {
            UserInfo user = UserInfo.serviceAccount(parts[0], parts[1]);
            List<RbacBinding> bindings = written.bindings().stream()
                    .filter(binding -> !binding.subjectsFor(user).isEmpty())
                    .toList();
            if (bindings.isEmpty()) {
                throw new AccessQueryException("no binding of " + Printable.text(source) + " gives ServiceAccount "
                        + account + " anything; it gives something to "
                        + Counted.first(MAX_NAMED, subjects(written), Subject::toString));
            }
            bindings.stream()
                    .filter(binding -> isOwn(binding, user, policy))
                    .forEach(binding -> held.addAll(
                            held(given(policy, source, binding), binding.id().namespace())));
        }
        return new EffectiveRole(policy, List.of(new Name("ServiceAccount", parts[0], parts[1])), null, held, "");
    }

    /** What Kubernetes itself gives is the same for each ServiceAccount; a role that is not there may give anything. */
    private static boolean isOwn(RbacBinding binding, UserInfo account, EffectivePolicy policy) {
        return policy.rbac().role(binding.roleRef()).isEmpty()
                || binding.subjectsFor(account).stream()
                        .anyMatch(subject ->
                                !policy.requestsBeyondDefaults(binding, subject).isEmpty());
    }

    private static List<Subject> subjects(RbacPolicy written) {
        return written.bindings().stream()
                .flatMap(binding -> binding.subjects().stream())
                .distinct()
                .toList();
    }

    /** What a role allows that is not there is not known, which is not nothing. */
    private static RbacRole given(EffectivePolicy policy, String source, RbacBinding binding) {
        return policy.rbac()
                .role(binding.roleRef())
                .orElseThrow(() -> new AccessQueryException(PolicyText.binding(binding) + " gives " + binding.roleRef()
                        + ", which is not in " + Printable.text(source)
                        + ", so what it allows is not known: name its file too"));
    }

    /**
     * {@return several roles of one policy together}
     *
     * @param roles at least one
     */
    @API(status = API.Status.INTERNAL)
    public static EffectiveRole sum(List<EffectiveRole> roles) {
        EffectiveRole first = roles.get(0);
        boolean isInOne = roles.stream().allMatch(role -> role.namespace.equals(first.namespace));
        return roles.size() == 1
                ? first
                : new EffectiveRole(
                        first.policy,
                        roles.stream().flatMap(role -> role.names.stream()).toList(),
                        null,
                        roles.stream()
                                .flatMap(role -> role.held.stream()
                                        .map(each -> isInOne ? each : new Held(each.rule(), role.namespace)))
                                .toList(),
                        isInOne ? first.namespace : "");
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
                || !names.stream()
                        .allMatch(each -> each.kind().endsWith("Role")
                                && (each.namespace().isEmpty()
                                        || each.namespace().equals(namespace)))) {
            throw new IllegalArgumentException(
                    "No RoleBinding in \"" + Printable.text(namespace) + "\" can give " + title());
        }
        return new EffectiveRole(policy, names, origin, held, namespace);
    }

    /** {@return the policy that it is of} */
    @API(status = API.Status.INTERNAL)
    public EffectivePolicy policy() {
        return policy;
    }

    /** {@return what it is called: the account, the role, or each of several} */
    @API(status = API.Status.INTERNAL)
    public List<Name> names() {
        return names;
    }

    /** {@return the same in words, for example {@code ClusterRole manager-role}} */
    @API(status = API.Status.INTERNAL)
    public String title() {
        return names.stream().map(Name::toString).collect(Collectors.joining(" + "));
    }

    /** {@return where the role is written; null if that is not known or not one place} */
    @API(status = API.Status.INTERNAL)
    public @Nullable Origin origin() {
        return origin;
    }

    /** Its rules. */
    List<Held> held() {
        return held;
    }

    /** {@return the namespace in which it is given; empty for the whole cluster} */
    @API(status = API.Status.INTERNAL)
    public String namespace() {
        return namespace;
    }

    /** {@return the requests that it allows where its rules are given} */
    @API(status = API.Status.INTERNAL)
    public RequestSet requests() {
        return RequestSet.union(held.stream().map(Held::requests).toList());
    }

    /** {@return the requests that it allows, in another namespace if it is given in one} */
    RequestSet requests(String instead) {
        return namespace.isEmpty() ? requests() : requests().in(instead);
    }

    /** {@return for example {@code ClusterRole manager-role (config/rbac/role.yaml:5) in prod}} */
    @Override
    public String toString() {
        return title()
                + (origin == null ? "" : " (" + origin + ")")
                + (namespace.isEmpty()
                                || names.stream()
                                        .allMatch(each -> each.namespace().equals(namespace))
                        ? ""
                        : " in " + Printable.text(namespace));
    }
}
