// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.statement;

import dev.kubeuser.base.KubernetesVersion;
import dev.kubeuser.base.internal.KnownVersions;
import dev.kubeuser.manifest.ManifestObject;
import dev.kubeuser.manifest.Manifests;
import dev.kubeuser.manifest.internal.RbacManifest;
import dev.kubeuser.query.AccessQuery;
import dev.kubeuser.query.AccessQueryException;
import dev.kubeuser.query.internal.Discovery;
import dev.kubeuser.query.internal.KnownVerbs;
import dev.kubeuser.query.internal.QueryCheck;
import dev.kubeuser.query.internal.ServedResource;
import dev.kubeuser.rbac.RbacBinding;
import dev.kubeuser.rbac.RbacPolicy;
import dev.kubeuser.rbac.RbacPolicyBuilder;
import dev.kubeuser.rbac.RoleReference;
import dev.kubeuser.rbac.ServerFeature;
import dev.kubeuser.rbac.Subject;
import dev.kubeuser.rbac.UserInfo;
import dev.kubeuser.rbac.escalation.Escalation;
import dev.kubeuser.request.RequestAttributes;
import dev.kubeuser.request.RequestRange;
import dev.kubeuser.request.RequestSet;
import dev.kubeuser.request.ResourceName;
import dev.kubeuser.request.Witness;
import dev.kubeuser.statement.internal.DefaultGrants;
import dev.kubeuser.statement.internal.GrantedRequests;
import dev.kubeuser.statement.internal.PolicyManifests;
import dev.kubeuser.statement.internal.PolicyNamespaces;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;

/**
 * A policy as it is in force: the roles and bindings of manifests together with the default ones of Kubernetes, or
 * those that a cluster has. Statements are about it:
 *
 * <pre>{@code
 * EffectivePolicy policy = EffectivePolicy.of(Manifests.load("deploy/rbac/"));
 * assertThat(policy).onlyAllows(get("secrets").in("prod")).to(Subject.group("sre"));
 * }</pre>
 *
 * <p>It does not change when its cluster does. Immutable and thread-safe.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public class EffectivePolicy {

    private static final ResourceName NAMESPACES = ResourceName.parse("namespaces");

    /** The API server refuses a binding to any other kind. */
    private static final Set<String> ROLES = Set.of("Role", "ClusterRole");

    private final RbacPolicy written;
    private final RbacPolicy rbac;
    private final GrantedRequests granted;
    private final PolicyManifests manifests;
    private final Instant read = Instant.now();
    private final Set<ServerFeature> features;
    private final Discovery discovery;
    /** What is believed of where resources are: a cluster's word and Kubernetes' own, not that of files. */
    private final Discovery placed;

    private final PolicyNamespaces namespaces;

    /** Whether it has all roles that there are, as that of a cluster has. */
    private final boolean isComplete;

    private @Nullable Witness witness;
    private @Nullable RequestSet ofCluster;

    private EffectivePolicy(
            RbacPolicy written,
            RbacPolicy rbac,
            PolicyManifests manifests,
            Set<ServerFeature> features,
            Discovery discovery,
            Discovery placed,
            PolicyNamespaces namespaces,
            boolean isComplete) {
        this.written = written;
        this.rbac = rbac;
        this.granted = GrantedRequests.of(rbac, manifests.defaults());
        this.manifests = manifests;
        this.features = Set.copyOf(features);
        this.discovery = discovery;
        this.placed = placed;
        this.namespaces = namespaces;
        this.isComplete = isComplete;
    }

    /**
     * Makes that of a cluster.
     *
     * @param policy all that it has
     * @param minor of Kubernetes, whose default policy statements leave out
     * @param features what its server does that some do not
     * @param discovery what it serves
     * @param namespaces those that it has
     * @hidden it takes internal types, at a nested one of which JDK 17's javadoc gives up
     */
    @API(status = API.Status.INTERNAL)
    @SuppressWarnings("InvalidBlockTag") // Error Prone does not know javadoc's tag
    protected EffectivePolicy(
            RbacPolicy policy,
            String minor,
            Set<ServerFeature> features,
            Discovery discovery,
            PolicyNamespaces namespaces) {
        this(
                policy,
                policy,
                new PolicyManifests(DefaultGrants.of(minor), List.of()),
                features,
                discovery,
                discovery,
                namespaces,
                true);
    }

    /**
     * {@return the policy that a new cluster of the newest Kubernetes has once manifests are applied to it}
     *
     * @param manifests with roles and bindings, and with CustomResourceDefinitions and Namespaces, as far as statements
     *     are about these
     */
    public static EffectivePolicy of(Manifests manifests) {
        return of(manifests, KnownVersions.read().standard());
    }

    /**
     * {@return the policy that a new cluster has once manifests are applied to it}
     *
     * @param manifests with roles and bindings, and with CustomResourceDefinitions and Namespaces, as far as statements
     *     are about these
     * @param version a minor of Kubernetes, or any of its patches
     * @throws IllegalArgumentException if this release does not know the minor; the message lists those that it knows
     */
    public static EffectivePolicy of(Manifests manifests, KubernetesVersion version) {
        return of(manifests, List.of(), version);
    }

    /**
     * {@return the same policy, with roles that the cluster has and the manifests lack}
     *
     * @param manifests as above
     * @param others objects of the cluster, of which only the roles count; those that bindings of the manifests name
     *     are part of what is written
     * @param version a minor of Kubernetes, or any of its patches
     * @throws IllegalArgumentException if this release does not know the minor; the message lists those that it knows
     */
    @API(status = API.Status.INTERNAL)
    public static EffectivePolicy of(Manifests manifests, List<ManifestObject> others, KubernetesVersion version) {
        String minor = KnownVersions.read().requireMinor(version).toString();
        DefaultGrants defaults = DefaultGrants.of(minor);
        List<ManifestObject> roles =
                others.stream().filter(object -> ROLES.contains(object.kind())).toList();
        RbacPolicyBuilder ofFiles = RbacManifest.policy(manifests.objects());
        Set<RoleReference> named =
                ofFiles.build().bindings().stream().map(RbacBinding::roleRef).collect(Collectors.toSet());
        RbacPolicyBuilder written = RbacManifest.policy(roles.stream()
                        .filter(role -> named.contains(new RoleReference(
                                role.kind(),
                                role.kind().equals("Role") ? role.namespace().orElse("default") : "",
                                role.name())))
                        .toList())
                .addAll(ofFiles);
        RbacPolicy policy = written.build();
        return new EffectivePolicy(
                policy,
                defaults.policyWith(RbacManifest.policy(roles).addAll(ofFiles)),
                new PolicyManifests(defaults, manifests.objects()),
                ServerFeature.of(minor),
                Discovery.with(manifests),
                Discovery.ofKubernetes(),
                PolicyNamespaces.of(manifests.objects(), policy),
                false);
    }

    /**
     * {@return the policy that a cluster had when it was read. The cluster is not asked}
     *
     * @param policy all roles and bindings of the cluster, with the default ones
     * @param version a minor of Kubernetes, or any of its patches
     * @throws IllegalArgumentException if this release does not know the minor; the message lists those that it knows
     */
    @API(status = API.Status.INTERNAL)
    public static EffectivePolicy of(RbacPolicy policy, KubernetesVersion version) {
        String minor = KnownVersions.read().requireMinor(version).toString();
        return new EffectivePolicy(
                policy,
                minor,
                ServerFeature.of(minor),
                Discovery.ofKubernetes(),
                PolicyNamespaces.of(List.of(), policy));
    }

    /**
     * {@return the same policy on a cluster that has no roles but those of the manifests and of Kubernetes, so that a
     * binding to any other role grants nothing. Without this, such a binding fails statements: the cluster may have the
     * role, with any rules. To supply the role, load its file too}
     */
    public EffectivePolicy assumingNoOtherRoles() {
        return isComplete
                ? this
                : new EffectivePolicy(written, rbac, manifests, features, discovery, placed, namespaces, true);
    }

    /** {@return its roles and bindings, with the default ones} */
    @API(status = API.Status.INTERNAL)
    public RbacPolicy rbac() {
        return rbac;
    }

    /** {@return its roles and bindings without the default ones of Kubernetes; with them if it is that of a cluster} */
    @API(status = API.Status.INTERNAL)
    public RbacPolicy written() {
        return written;
    }

    /** {@return whether it has all roles and bindings that there are, as that of a cluster has} */
    @API(status = API.Status.INTERNAL)
    public boolean isComplete() {
        return isComplete;
    }

    /**
     * {@return what is not known from the sources: what bindings grant whose role is neither in them nor one of
     * Kubernetes; none if it is the policy of a cluster. Members of {@code system:masters} gain nothing by it}
     */
    @API(status = API.Status.INTERNAL)
    public List<UnknownGrant> unknown() {
        return isComplete
                ? List.of()
                : written.bindings().stream()
                        .filter(binding -> ROLES.contains(binding.roleRef().kind())
                                && rbac.role(binding.roleRef()).isEmpty())
                        .flatMap(binding -> binding.subjects().stream()
                                .flatMap(subject -> subject.normal().stream())
                                .distinct()
                                .filter(subject -> !UserInfo.of(subject).isMaster())
                                .map(subject -> new UnknownGrant(subject, binding)))
                        .toList();
    }

    /** {@return what the version of Kubernetes does that some versions do not} */
    @API(status = API.Status.INTERNAL)
    public Set<ServerFeature> features() {
        return features;
    }

    /**
     * {@return one of its roles, to be compared with another one}
     *
     * @param name for example {@code manager}; {@code Role dev/manager} or {@code ClusterRole manager} where several
     *     roles have the name. A role of Kubernetes is found if the manifests have none of the name
     * @throws AccessQueryException if no role or several have the name, or if it is that of an aggregated ClusterRole
     *     that selects none of the ClusterRoles of the policy
     */
    public EffectiveRole role(String name) {
        return EffectiveRole.of(this, "the policy", name);
    }

    /**
     * {@return all that a ServiceAccount holds, by whatever bindings and roles; by all roles, if the policy has no
     * binding}
     *
     * @param name as in {@code shops/operator}
     * @throws AccessQueryException if no binding gives it anything, or if one gives a role that the policy lacks
     */
    @API(status = API.Status.EXPERIMENTAL, since = "0.1")
    public EffectiveRole account(String name) {
        return EffectiveRole.ofAccount(this, "the policy", name);
    }

    /**
     * {@return the search for paths to permissions that no binding of the policy grants, with all certain and likely
     * techniques. It asks no cluster: it assumes that every namespace refuses host pods}
     */
    public Escalation escalation() {
        return Escalation.of(rbac).with(features);
    }

    /**
     * {@return the subjects that its bindings name, each once, and the groups of all users:
     * {@code system:authenticated}, {@code system:unauthenticated} and {@code system:serviceaccounts}. A ServiceAccount
     * that is named by its user name is that ServiceAccount}
     */
    @API(status = API.Status.INTERNAL)
    public Collection<Subject> subjects() {
        Set<Subject> all = new LinkedHashSet<>(Subject.EVERYBODY);
        all.addAll(granted.subjects());
        return all;
    }

    /**
     * {@return the bindings that name a subject itself}
     *
     * @param subject the subject
     */
    @API(status = API.Status.INTERNAL)
    public List<RbacBinding> bindingsOf(Subject subject) {
        return List.copyOf(granted.bindingsOf(subject));
    }

    /**
     * {@return the bindings that make a subject cluster-admin, each alone: by all verbs on all resources of the
     * cluster}
     *
     * @param subject the subject, which they name itself
     */
    @API(status = API.Status.INTERNAL)
    public List<RbacBinding> adminBindingsOf(Subject subject) {
        return granted.bindingsOf(subject).stream()
                .filter(binding -> granted.requestsBy(binding).containsAll(RequestSet.allResources()))
                .toList();
    }

    /**
     * {@return all that a subject is allowed: by its own bindings and those of the groups that it is in for sure, which
     * are {@code system:authenticated} and those of ServiceAccounts}
     *
     * @param subject the subject; a group stands for a member that is in no other group
     */
    @API(status = API.Status.INTERNAL)
    public RequestSet requestsOf(Subject subject) {
        return granted.allowed(subject, RequestSet.all());
    }

    /**
     * {@return what a role of Kubernetes allows everywhere, as Kubernetes itself has it; nothing for another role}
     *
     * @param role for example {@code RoleReference.clusterRole("edit")}
     */
    RequestSet requestsByDefault(RoleReference role) {
        return granted.defaults().requestsBy(role);
    }

    /** {@return what the default policy of Kubernetes allows every authenticated user} */
    @API(status = API.Status.INTERNAL)
    public RequestSet requestsOfEverybodyByDefault() {
        return granted.defaults().requestsOfEverybody();
    }

    /**
     * {@return the groups that every user of a subject is certainly in, without the subject itself:
     * {@code system:authenticated}, and those of ServiceAccounts}
     *
     * @param subject the subject
     */
    @API(status = API.Status.INTERNAL)
    public static List<Subject> groupsOf(Subject subject) {
        return GrantedRequests.groupsOf(subject);
    }

    /**
     * {@return what bindings that name a subject itself allow it; everything for the group {@code system:masters}}
     *
     * @param subject the subject
     */
    @API(status = API.Status.INTERNAL)
    public RequestSet ownRequestsOf(Subject subject) {
        return granted.ownRequestsOf(subject);
    }

    /**
     * {@return the requests that a binding of the policy allows its subjects; none if its role does not exist}
     *
     * @param binding the binding
     */
    @API(status = API.Status.INTERNAL)
    public RequestSet requestsBy(RbacBinding binding) {
        return granted.requestsBy(binding);
    }

    /**
     * {@return what a binding allows a subject beyond what Kubernetes itself gives it: the components of the control
     * plane, its controllers and {@code system:masters} have their permissions by default bindings. What default
     * bindings give all users is included}
     *
     * @param binding a binding that names the subject
     * @param subject the subject
     */
    @API(status = API.Status.INTERNAL)
    public RequestSet requestsBeyondDefaults(RbacBinding binding, Subject subject) {
        return granted.beyondDefaults(binding, subject);
    }

    /** {@return what its bindings allow each subject, for code that decides statements} */
    @API(status = API.Status.INTERNAL)
    public GrantedRequests granted() {
        return granted;
    }

    /** {@return the roles and bindings that it was made of; none if it is that of a cluster} */
    @API(status = API.Status.INTERNAL)
    public PolicyManifests manifests() {
        return manifests;
    }

    /** {@return when it was read} */
    @API(status = API.Status.INTERNAL)
    public Instant read() {
        return read;
    }

    /**
     * {@return the requests that a question stands for: those for all objects if it names none, and with any verb,
     * group or resource where it has a {@code *}}
     *
     * @param query for example {@code get("secrets").in("prod")}
     * @throws AccessQueryException if no API server is asked that, or the policy has no such namespace, as after a typo
     */
    @API(status = API.Status.INTERNAL)
    public RequestSet requests(AccessQuery query) {
        return new AskedRequests(check(), placed, namespaces).of(query);
    }

    /**
     * {@return the same in each of some namespaces, if the question is about a resource in namespaces and names none}
     *
     * @param query for example {@code get("secrets")}
     * @param selection the namespaces
     * @throws AccessQueryException if no API server is asked that, as after a typo
     */
    @API(status = API.Status.INTERNAL)
    public RequestSet requests(AccessQuery query, NamespaceSelection selection) {
        return new AskedRequests(check(), placed, namespaces).of(query, selection);
    }

    /**
     * {@return the namespaces with one of some names}
     *
     * @param names for example {@code prod}, or {@code team-*}, where the star stands for any text; such a name is also
     *     about namespaces to come
     * @throws AccessQueryException if the policy has no namespace of such a name, as after a typo
     */
    @API(status = API.Status.INTERNAL)
    public NamespaceSelection namespacesNamed(String... names) {
        return new NamespaceSelection(
                "every namespace named " + String.join(" or ", names), false, namespaces.named(List.of(names)));
    }

    /**
     * {@return the namespaces with labels}
     *
     * @param labels for example {@code env=prod,tier=front}
     * @throws AccessQueryException if no namespace has them
     */
    @API(status = API.Status.INTERNAL)
    public NamespaceSelection namespacesLabelled(String labels) {
        return new NamespaceSelection("every namespace labelled " + labels, false, namespaces.labelled(labels));
    }

    /** {@return what knows which verbs and resources there are} */
    @API(status = API.Status.INTERNAL)
    public QueryCheck check() {
        return new QueryCheck(discovery, features);
    }

    /**
     * {@return the request of a set that is simplest to read, and that an API server is asked if there is one; empty
     * for the empty set}
     *
     * @param set the set
     */
    @API(status = API.Status.INTERNAL)
    public Optional<RequestAttributes> witness(RequestSet set) {
        return set.isEmpty() ? Optional.empty() : witness().in(set);
    }

    /**
     * {@return those requests of a set that can be sent to an API server: resources that are in no namespace are asked
     * for in none. All requests for resources that it does not serve yet are left}
     *
     * @param set the set
     */
    @API(status = API.Status.INTERNAL)
    public RequestSet sendable(RequestSet set) {
        return set.isEmpty() ? set : set.minus(withoutNamespace().outside(List.of("")));
    }

    /**
     * {@return the requests of a set in groups, as far as they can be sent; those for resources without a namespace
     * apart, unless they are part of a wildcard}
     *
     * @param set the set
     */
    @API(status = API.Status.INTERNAL)
    public List<RequestRange> ranges(RequestSet set) {
        RequestSet apart = withoutNamespace();
        return set.ranges().stream()
                .flatMap(range -> range.isWildcard()
                        ? Stream.of(range)
                                .filter(one -> !sendable(one.requests()).isEmpty())
                        : Stream.of(
                                        range.requests().intersection(apart).in(""),
                                        range.requests().minus(apart))
                                .flatMap(part -> part.ranges().stream()))
                .toList();
    }

    /** Knows all that is served, which takes long to find. */
    private synchronized Witness witness() {
        Witness made = witness;
        if (made == null) {
            made = new Witness(check().served().stream()
                    .flatMap(found ->
                            found.verbs().stream().map(verb -> found.name().request(verb, "")))
                    .toList());
            witness = made;
        }
        return made;
    }

    /**
     * What is in no namespace, wherever it is asked for. A Namespace is asked for in itself, and a ClusterRole is bound
     * in a namespace. Other verbs than those of requests may be asked about in a namespace by whoever defines the
     * resource, as cert-manager does with {@code use}. A definition among the files is not believed: the cluster may
     * have another one, whose scope no later one changes.
     */
    private synchronized RequestSet withoutNamespace() {
        if (ofCluster == null) {
            List<ServedResource> usages = KnownVerbs.of(features);
            Discovery ofKubernetes = Discovery.ofKubernetes();
            List<RequestSet> without = Stream.concat(
                            placed.all().stream()
                                    .filter(found -> !found.isNamespaced()
                                            && !found.name().parent().equals(NAMESPACES))
                                    .map(found -> found.name()
                                            .requests(
                                                    ofKubernetes
                                                                    .find(found.name())
                                                                    .isPresent()
                                                            ? List.of("*")
                                                            : KnownVerbs.OF_REQUESTS,
                                                    List.of())),
                            usages.stream()
                                    .filter(used -> !used.isNamespaced())
                                    .map(used -> used.name().requests(used.verbs(), List.of())))
                    .toList();
            List<RequestSet> within = usages.stream()
                    .filter(ServedResource::isNamespaced)
                    .map(used -> used.name().requests(used.verbs(), List.of()))
                    .toList();
            ofCluster = RequestSet.union(without).minus(RequestSet.union(within));
        }
        return ofCluster;
    }
}
