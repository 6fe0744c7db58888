// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.record.internal;

import dev.kubeuser.base.KubernetesVersion;
import dev.kubeuser.base.internal.Counted;
import dev.kubeuser.manifest.Manifests;
import dev.kubeuser.manifest.internal.DefaultPolicy;
import dev.kubeuser.query.internal.Discovery;
import dev.kubeuser.rbac.Grant;
import dev.kubeuser.rbac.RbacBinding;
import dev.kubeuser.rbac.RbacPolicy;
import dev.kubeuser.rbac.RoleReference;
import dev.kubeuser.rbac.ServerFeature;
import dev.kubeuser.rbac.Subject;
import dev.kubeuser.rbac.UserInfo;
import dev.kubeuser.rbac.internal.NodeUser;
import dev.kubeuser.request.RequestAttributes;
import dev.kubeuser.request.ResourceAttributes;
import dev.kubeuser.run.internal.OwnNamespaces;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The requests in the audit log of a cluster that runs elsewhere, as far as they used a policy in files. Equal requests
 * are kept once, and so are those that differ only in names that the policy does not have: memory grows with the policy
 * and not with the log. Not thread-safe.
 */
public final class LoggedRequests {

    /** Only a log that somebody made up has so many that differ. */
    private static final int MAX_DECISIONS = 200_000;

    /** What was looked at is kept only to save time, and may be forgotten. */
    private static final int MAX_LOOKED_AT = 50_000;

    private final PolicyState state;
    private final RbacPolicy policy;
    private final int unboundRoles;
    private final LoggedNames names;
    private final AdditionalChecks checks;
    private final List<AdmissionQuestion> questions;
    private final LogContents contents = new LogContents();
    private final Set<Object> lookedAt = new HashSet<>();
    private final Set<Subject> seen = new HashSet<>();
    private final Set<Object> everywhere = new HashSet<>();
    private final Set<RecordedDecision> decisions = new LinkedHashSet<>();
    private final Set<AccessReview.Held> asked = new LinkedHashSet<>();
    private final AuditFiles files;
    private long bodiless;
    private long unreadReviews;
    private long unexplained;
    private String firstUnexplained = "";

    /** All of an event that matters, except for bodies. */
    private record Kind(
            UserInfo sender,
            UserInfo user,
            RequestAttributes request,
            int code,
            boolean isAllowed,
            boolean isByRbac,
            boolean ignoresReadErrors) {}

    private LoggedRequests(List<Path> logs, Manifests manifests, KubernetesVersion minor) {
        PolicyState all = new PolicyState(
                DefaultPolicy.of(minor.toString()),
                manifests.objects().stream()
                        .flatMap(object -> PolicyObject.of(object, "default").stream())
                        .toList(),
                List.of());
        Set<RoleReference> granted = granted(all.policy());
        this.state = all.underTest(object -> role(object).map(granted::contains).orElse(true));
        this.unboundRoles = all.objects().size() - state.objects().size();
        this.policy = state.policy();
        this.names = new LoggedNames(policy);
        Discovery discovery = Discovery.with(manifests);
        this.checks = new AdditionalChecks(new ApiServer(
                ServerFeature.of(minor.toString()),
                () -> discovery,
                resource -> Optional.empty(),
                () -> policy,
                (user, request) -> Optional.empty()));
        manifests.objects().forEach(checks::note);
        this.questions = manifests.objects().stream()
                .flatMap(object -> AdmissionQuestion.of(object).stream())
                .toList();
        this.files = AuditFiles.read(logs, this::add);
        contents.requireDecisions(files.unreadable());
    }

    /**
     * Reads the audit log.
     *
     * @param logs files, or directories with files, of events of {@code audit.k8s.io/v1}
     * @param manifests the policy
     * @param minor the minor of Kubernetes whose default policy the cluster has
     * @return what it has
     * @throws IllegalArgumentException if there is no log, or no decision in it, or if it has more different requests
     *     than any cluster
     * @throws java.io.UncheckedIOException if a file cannot be read
     */
    public static LoggedRequests read(List<Path> logs, Manifests manifests, KubernetesVersion minor) {
        return new LoggedRequests(logs, manifests, minor);
    }

    /** The roles that bindings grant, and those that are aggregated into them. */
    private static Set<RoleReference> granted(RbacPolicy policy) {
        Set<RoleReference> granted = new HashSet<>();
        policy.bindings().stream()
                .filter(binding -> !binding.subjects().isEmpty())
                .forEach(binding -> {
                    granted.add(binding.roleRef());
                    policy.role(binding.roleRef())
                            .ifPresent(role -> role.rules()
                                    .forEach(rule -> granted.add(rule.id().role())));
                });
        return granted;
    }

    private static Optional<RoleReference> role(PolicyObject object) {
        return switch (object.kind()) {
            case "Role" -> Optional.of(RoleReference.role(object.namespace(), object.name()));
            case "ClusterRole" -> Optional.of(RoleReference.clusterRole(object.name()));
            default -> Optional.empty();
        };
    }

    private void add(AuditEvent event) {
        contents.add(event);
        if (!event.isFirst()) {
            AttributedRequest.of(event)
                    .filter(request -> request.allowed() != null)
                    .ifPresent(
                            request -> add(request, Boolean.TRUE.equals(request.allowed()), event.isAllowedByRbac()));
        }
    }

    private void add(AttributedRequest request, boolean isAllowed, boolean isByRbac) {
        UserInfo user = names.user(request.user());
        Kind kind = new Kind(
                names.user(request.sender()),
                user,
                names.request(request.request()),
                request.code(),
                isAllowed,
                isByRbac,
                request.ignoresReadErrors());
        boolean isWithoutBody = request.object() == null && request.review() == null;
        if (isAllowed && isWithoutBody) {
            countBodiless(request.request(), user);
        }
        if (isWithoutBody && request.impersonation() == null && !isFirst(kind)) {
            return;
        }
        Stream.of(kind.sender, user).forEach(this::see);
        if (request.review() != null) {
            request.review().held().forEach(this::add);
        }
        if (request.isAboutOneself()) {
            return;
        }
        if (isAllowed) {
            add(user, kind.request, false, isByRbac);
        }
        compare(kind);
        checks.of(request, questions, Set.of()).stream()
                .filter(this::isFirst)
                .flatMap(check -> check.decisions(policy).stream())
                .forEach(more -> add(names.user(more.user()), names.request(more.request()), more.inferred(), false));
    }

    /** What it needs besides depends on what it wrote; a review about others may be about anybody, whoever sent it. */
    private void countBodiless(RequestAttributes request, UserInfo user) {
        if (FurtherNeeds.concern(request) && isOfPolicy(user)) {
            bodiless++;
        } else if (AccessReview.is(request) && (AccessReview.isOfOthers(request) || isOfPolicy(user))) {
            unreadReviews++;
        }
    }

    private boolean isFirst(Object looked) {
        if (lookedAt.size() == MAX_LOOKED_AT) {
            lookedAt.clear();
        }
        return lookedAt.add(looked);
    }

    private boolean isOfPolicy(UserInfo user) {
        return subjects(user).findAny().isPresent();
    }

    private void see(UserInfo user) {
        if (isFirst(user)) {
            subjects(user).forEach(seen::add);
        }
    }

    /** The subjects of the files that name a user. */
    private Stream<Subject> subjects(UserInfo user) {
        return policy.bindingsFor(user).stream()
                .filter(applied -> applied.binding().origin() != null)
                .flatMap(applied -> applied.subjects().stream());
    }

    /** Notes whether the policy of the files decides as the cluster did. */
    private void compare(Kind kind) {
        boolean isAllowedHere = policy.allows(kind.user, kind.request)
                || NodeUser.mayBeAllowed(policy, kind.user, kind.request).orElse(false);
        if (isAllowedHere != kind.isAllowed
                && isOfPolicy(kind.user)
                && isFirst(List.of(kind.user, kind.request, kind.isAllowed))) {
            unexplained++;
            if (firstUnexplained.isEmpty()) {
                firstUnexplained = kind.user.subject()
                        + (kind.isAllowed ? " was allowed to " : " was not allowed to ")
                        + kind.request;
            }
        }
    }

    private void add(AccessReview.Held held) {
        AccessReview.Held like = new AccessReview.Held(names.user(held.user()), names.request(held.request()));
        see(like.user());
        if (!asked.contains(like) && isNewUse(like.user(), like.request(), "asked")) {
            requireRoom();
            asked.add(like);
        }
    }

    private void add(UserInfo user, RequestAttributes request, boolean isInferred, boolean isByRbac) {
        RecordedDecision decision = new RecordedDecision(
                null, RecordedDecision.Source.REQUEST, user, request, true, true, isInferred, isByRbac);
        if (!decisions.contains(decision) && isNewUse(user, request, isByRbac)) {
            requireRoom();
            decisions.add(decision);
        }
    }

    /**
     * Whether a rule or a binding of the files allows it. What cluster-wide bindings alone allow is the same in each
     * namespace where it is so.
     */
    private boolean isNewUse(UserInfo user, RequestAttributes request, Object evidence) {
        List<Grant> grants = policy.decide(user, request).grants();
        boolean isOfNamespace =
                grants.stream().anyMatch(grant -> !grant.binding().id().isClusterWide());
        return grants.stream()
                        .anyMatch(grant ->
                                grant.rule().origin() != null || grant.binding().origin() != null)
                && (isOfNamespace
                        || !(request instanceof ResourceAttributes resource)
                        || resource.namespace().isEmpty()
                        || everywhere.add(List.of(user, resource.in(""), evidence)));
    }

    private void requireRoom() {
        if (decisions.size() + asked.size() == MAX_DECISIONS) {
            throw new IllegalArgumentException("the audit log has more than " + MAX_DECISIONS
                    + " different requests that the policy allows, names left out: it is not of a cluster, or a rule"
                    + " allows everything; leave that rule out");
        }
    }

    /** {@return the policy of the files, without roles that they bind to nobody, and what was needed of it} */
    public RunRecord runRecord() {
        return new RunRecord(
                List.of(new PolicyState(
                        state.rest(), state.objects(), List.copyOf(decisions), List.copyOf(asked), List.of())),
                List.of(),
                RunRecord.RequestCounts.NONE,
                List.of(),
                OwnNamespaces.none(),
                List.of(),
                Set.of());
    }

    /** {@return what was read, in one line} */
    public String span() {
        return files.files() + " with " + contents.span() + "; " + contents.kinds();
    }

    /** {@return what the log cannot show, each as a clause} */
    public List<String> limits() {
        List<String> limits = new ArrayList<>(
                List.of("what was before and after, what its audit policy leaves out, and what was sampled away"));
        files.unreadable().ifPresent(limits::add);
        limits.addAll(contents.limits());
        if (bodiless > 0) {
            limits.add(Counted.of(bodiless, "write", "writes") + " of roles, bindings and certificates without a body:"
                    + " what their senders hold only to grant it is not known");
        }
        if (unreadReviews > 0) {
            limits.add(Counted.of(unreadReviews, "access review", "access reviews") + " without a body: who was asked"
                    + " about, and which rule gave the answer, is not known: log these at the level RequestResponse");
        }
        if (unexplained > 0) {
            limits.add(Counted.of(unexplained, "kind of request", "kinds of requests")
                    + " decided otherwise than the files decide, so the cluster had another policy: the first is that "
                    + firstUnexplained);
        }
        List<Subject> missing = state.written().bindings().stream()
                .flatMap(binding -> binding.subjects().stream())
                .distinct()
                .filter(subject -> !seen.contains(subject))
                .toList();
        if (!missing.isEmpty()) {
            limits.add(LogContents.missing(missing));
        }
        List<RbacBinding> dangling = state.written().bindings().stream()
                .filter(binding -> !binding.subjects().isEmpty()
                        && policy.role(binding.roleRef()).isEmpty())
                .toList();
        if (!dangling.isEmpty()) {
            limits.add(
                    Counted.of(dangling.size(), "binding is", "bindings are") + " to a role that is not in the files,"
                            + " so what it allows is not known, and it stays as it is: "
                            + Counted.first(3, dangling, binding -> binding.id().toString()));
        }
        if (unboundRoles > 0) {
            limits.add(Counted.of(unboundRoles, "role has", "roles have")
                    + " no binding in the files, so who uses it is not known: it stays as it is");
        }
        return limits;
    }
}
