// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.question;

import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.apply.AppliedManifests;
import dev.kubeuser.apply.ApplyOptions;
import dev.kubeuser.base.KubernetesVersion;
import dev.kubeuser.base.internal.InFlight;
import dev.kubeuser.base.internal.OpenResources;
import dev.kubeuser.cluster.Cluster;
import dev.kubeuser.cluster.ClusterKind;
import dev.kubeuser.cluster.ClusterSpec;
import dev.kubeuser.cluster.Clusters;
import dev.kubeuser.manifest.ManifestException;
import dev.kubeuser.manifest.Manifests;
import dev.kubeuser.question.Upgrade.BindingChange;
import dev.kubeuser.question.Upgrade.Change;
import dev.kubeuser.question.Upgrade.RoleChange;
import dev.kubeuser.question.Upgrade.ServedChange;
import dev.kubeuser.rbac.BindingReference;
import dev.kubeuser.rbac.RbacBinding;
import dev.kubeuser.rbac.RbacPolicy;
import dev.kubeuser.rbac.RbacRole;
import dev.kubeuser.rbac.RoleReference;
import dev.kubeuser.rbac.ServerFeature;
import dev.kubeuser.rbac.Subject;
import dev.kubeuser.request.RequestRange;
import dev.kubeuser.statement.EffectivePolicy;
import dev.kubeuser.statement.EffectiveRole;
import dev.kubeuser.statement.RoleDifference;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;

/**
 * Compares what a policy means on two versions of Kubernetes: applies it to both and finds who gains or loses access.
 * Needs no JUnit. Immutable and thread-safe.
 *
 * <pre>{@code
 * Upgrade upgrade = UpgradeComparison.between("1.34", "1.37")
 *         .apply("deploy/rbac/")
 *         .compare();
 * System.out.println(upgrade.text());
 * }</pre>
 *
 * <p>The subjects are those of all bindings but the default ones, all authenticated users, all ServiceAccounts and all
 * unauthenticated users. What a group gains or loses is not repeated for its members.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class UpgradeComparison {

    private static final List<Subject> EVERYBODY = List.of(
            Subject.group("system:authenticated"),
            Subject.group("system:serviceaccounts"),
            Subject.group("system:unauthenticated"));

    private static final ApplyOptions OPTIONS =
            ApplyOptions.defaults().withCreateNamespaces(true).withOwner("a comparison of versions");

    private final Source before;
    private final Source after;
    private final List<Manifests> manifests;
    private final List<Subject> subjects;

    /** Where one side comes from. */
    @FunctionalInterface
    private interface Source {
        /** Returns a cluster that runs; if it is started for the comparison, it is added to what is closed. */
        Cluster cluster(OpenResources open);
    }

    private UpgradeComparison(Source before, Source after, List<Manifests> manifests, List<Subject> subjects) {
        this.before = before;
        this.after = after;
        this.manifests = manifests;
        this.subjects = subjects;
    }

    /**
     * {@return a comparison of two embedded clusters that it starts at the same time and ends afterwards}
     *
     * <p>The class path needs both programs; those of other minors than the default are separate artifacts.
     *
     * @param before the earlier version, a minor such as {@code 1.34} or an exact one; for a downgrade, the later one
     * @param after the version to compare it with
     * @throws IllegalArgumentException if a text is not a version
     */
    public static UpgradeComparison between(String before, String after) {
        return between(embedded(before), embedded(after));
    }

    private static ClusterSpec embedded(String version) {
        return ClusterSpec.defaults().withKind(ClusterKind.EMBEDDED).withVersion(KubernetesVersion.parse(version));
    }

    /**
     * {@return a comparison of two clusters that it starts at the same time and ends afterwards}
     *
     * @param before the earlier version; for a downgrade, the later one
     * @param after the version to compare it with
     */
    public static UpgradeComparison between(ClusterSpec before, ClusterSpec after) {
        return new UpgradeComparison(
                open -> open.add(Clusters.start(before)),
                open -> open.add(Clusters.start(after)),
                List.of(),
                List.of());
    }

    /**
     * {@return a comparison of two clusters that run, for example of an existing one with a newer embedded one}
     *
     * @param before the earlier version; for a downgrade, the later one
     * @param after the version to compare it with
     */
    public static UpgradeComparison between(Cluster before, Cluster after) {
        return new UpgradeComparison(open -> before, open -> after, List.of(), List.of());
    }

    /**
     * {@return a copy that also applies these manifests to both clusters}
     *
     * @param sources files, directories, globs and {@code classpath:} resources
     * @throws ManifestException if they cannot be read
     */
    public UpgradeComparison apply(String... sources) {
        return apply(Manifests.load(sources));
    }

    /**
     * {@return a copy that also applies these manifests to both clusters, and removes them afterwards; missing
     * namespaces are created}
     *
     * @param added the manifests
     */
    public UpgradeComparison apply(Manifests added) {
        return new UpgradeComparison(before, after, append(manifests, List.of(added)), subjects);
    }

    /**
     * {@return a copy that also compares the access of these subjects}
     *
     * @param names as {@link Subject#parse} takes them, for example {@code group:auditors}
     * @throws IllegalArgumentException if a text names no subject
     */
    public UpgradeComparison subjects(String... names) {
        return new UpgradeComparison(
                before,
                after,
                manifests,
                append(subjects, Stream.of(names).map(Subject::parse).toList()));
    }

    private static <T> List<T> append(List<T> list, List<T> more) {
        return Stream.concat(list.stream(), more.stream()).toList();
    }

    /**
     * Compares the clusters, with the manifests applied to both.
     *
     * @return what differs
     * @throws dev.kubeuser.cluster.ClusterException if a cluster does not start; the other is ended
     * @throws ManifestException if a cluster refuses a manifest; the message begins with its version
     */
    public Upgrade compare() {
        try (OpenResources open = new OpenResources()) {
            List<AccessComparison.Side> sides =
                    InFlight.CHANGES.ask(List.of(before, after), source -> read(source, open));
            return compare(sides.get(0), sides.get(1));
        }
    }

    private AccessComparison.Side read(Source source, OpenResources open) {
        Cluster cluster = source.cluster(open);
        KubeAccess admin = open.add(KubeAccess.admin(cluster));
        try {
            manifests.forEach(applied -> open.add(AppliedManifests.apply(applied, admin, OPTIONS)));
        } catch (ManifestException failure) {
            throw new ManifestException("On Kubernetes " + cluster.version() + ": " + failure.getMessage(), failure);
        }
        return AccessComparison.Side.read(cluster);
    }

    private Upgrade compare(AccessComparison.Side earlier, AccessComparison.Side later) {
        Set<Subject> compared = new LinkedHashSet<>(EVERYBODY);
        Stream.of(earlier.subjects(), later.subjects(), subjects.stream())
                .flatMap(some -> some)
                .forEach(compared::add);
        return new Upgrade(
                earlier.minor(),
                later.minor(),
                AccessComparison.changes(earlier, later, compared),
                roles(earlier.policy(), later.policy()),
                bindings(earlier.policy().rbac(), later.policy().rbac()),
                served(earlier, later),
                Stream.of(ServerFeature.values())
                        .filter(feature -> earlier.features().contains(feature)
                                != later.features().contains(feature))
                        .toList());
    }

    /** Roles with the same change share it. */
    static List<RoleChange> roles(EffectivePolicy earlier, EffectivePolicy later) {
        Map<RoleChange, List<RoleReference>> found = new LinkedHashMap<>();
        ids(earlier.rbac().roles(), later.rbac().roles(), RbacRole::id)
                .forEach(id -> changes(id, earlier, later)
                        .forEach(change -> found.computeIfAbsent(change, first -> new ArrayList<>())
                                .add(id)));
        return found.entrySet().stream()
                .map(same -> new RoleChange(
                        same.getValue(), same.getKey().change(), same.getKey().what()))
                .toList();
    }

    /** The text of an id begins with its kind. */
    private static <T, I> List<I> ids(Collection<T> earlier, Collection<T> later, Function<T, I> id) {
        return Stream.concat(earlier.stream(), later.stream())
                .map(id)
                .distinct()
                .sorted(Comparator.comparing(Object::toString))
                .toList();
    }

    /** An empty role that was added or removed is a change: bindings to it change their meaning. */
    private static Stream<RoleChange> changes(RoleReference id, EffectivePolicy earlier, EffectivePolicy later) {
        Optional<RbacRole> before = earlier.rbac().role(id);
        Optional<RbacRole> after = later.rbac().role(id);
        if (before.isEmpty() || after.isEmpty()) {
            return Stream.of(before, after)
                    .flatMap(Optional::stream)
                    .map(RbacRole::rules)
                    .map(rules -> rules.stream()
                            .flatMap(rule -> rule.requests().ranges().stream())
                            .map(RequestRange::what)
                            .distinct()
                            .collect(Collectors.joining("; ")))
                    .map(what -> new RoleChange(List.of(), before.isEmpty() ? Change.NEW : Change.GONE, what));
        }
        EffectiveRole ofEarlier = EffectiveRole.of(earlier, id);
        EffectiveRole ofLater = EffectiveRole.of(later, id);
        return Stream.concat(changes(ofLater, ofEarlier, Change.GAINED), changes(ofEarlier, ofLater, Change.LOST))
                .distinct();
    }

    private static Stream<RoleChange> changes(EffectiveRole more, EffectiveRole less, Change change) {
        RoleDifference difference = RoleDifference.between(more, less);
        return difference.parts().stream().map(part -> new RoleChange(List.of(), change, difference.words(part)));
    }

    static List<BindingChange> bindings(RbacPolicy earlier, RbacPolicy later) {
        Map<BindingReference, RbacBinding> before = byId(earlier);
        Map<BindingReference, RbacBinding> after = byId(later);
        return ids(before.keySet(), after.keySet(), id -> id).stream()
                .flatMap(id -> Stream.of(
                                change(after.get(id), before.get(id), Change.NEW, Change.GAINED),
                                change(before.get(id), after.get(id), Change.GONE, Change.LOST))
                        .flatMap(Optional::stream))
                .toList();
    }

    private static Map<BindingReference, RbacBinding> byId(RbacPolicy policy) {
        return policy.bindings().stream().collect(Collectors.toMap(RbacBinding::id, binding -> binding));
    }

    /** What one side of a binding gives and the other does not; all of it if their roles differ. */
    private static Optional<BindingChange> change(
            @Nullable RbacBinding more, @Nullable RbacBinding less, Change whole, Change part) {
        if (more == null) {
            return Optional.empty();
        }
        Set<Subject> subjects = new LinkedHashSet<>(more.subjects());
        if (less != null && more.roleRef().equals(less.roleRef())) {
            less.subjects().forEach(subjects::remove);
        }
        return less != null && subjects.isEmpty()
                ? Optional.empty()
                : Optional.of(new BindingChange(
                        more.id(), less == null ? whole : part, more.roleRef(), List.copyOf(subjects)));
    }

    static List<ServedChange> served(AccessComparison.Side earlier, AccessComparison.Side later) {
        return Stream.concat(
                        served(later, earlier, Change.NEW, Change.GAINED),
                        served(earlier, later, Change.GONE, Change.LOST))
                .sorted(Comparator.comparing(ServedChange::resource).thenComparing(ServedChange::change))
                .toList();
    }

    private static Stream<ServedChange> served(
            AccessComparison.Side more, AccessComparison.Side less, Change whole, Change part) {
        return more.verbs().entrySet().stream()
                .map(resource -> {
                    Set<String> known = less.verbs().getOrDefault(resource.getKey(), Set.of());
                    List<String> verbs = resource.getValue().stream()
                            .filter(verb -> !known.contains(verb))
                            .sorted(AccessComparison.BY_VERB)
                            .toList();
                    return new ServedChange(resource.getKey(), known.isEmpty() ? whole : part, verbs);
                })
                .filter(change -> !change.verbs().isEmpty());
    }
}
