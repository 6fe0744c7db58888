// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.assertion;

import dev.kubeuser.base.internal.Counted;
import dev.kubeuser.base.internal.Deadline;
import dev.kubeuser.query.AccessQueryException;
import dev.kubeuser.question.internal.AccessReviewer;
import dev.kubeuser.question.internal.HostPodDryRuns;
import dev.kubeuser.rbac.RbacPolicy;
import dev.kubeuser.rbac.RoleReference;
import dev.kubeuser.rbac.Subject;
import dev.kubeuser.rbac.UserInfo;
import dev.kubeuser.rbac.escalation.Certainty;
import dev.kubeuser.rbac.escalation.Escalation;
import dev.kubeuser.rbac.escalation.EscalationFinding;
import dev.kubeuser.rbac.escalation.RiskAcceptance;
import dev.kubeuser.rbac.escalation.RiskFinding;
import dev.kubeuser.rbac.escalation.Technique;
import dev.kubeuser.rbac.escalation.internal.EscalationPath;
import dev.kubeuser.rbac.escalation.internal.Goal;
import dev.kubeuser.rbac.escalation.internal.Risks;
import dev.kubeuser.rbac.internal.PolicyText;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.assertj.core.annotation.CheckReturnValue;
import org.assertj.core.api.AbstractAssert;
import org.assertj.core.api.SoftAssertionsProvider;
import org.jspecify.annotations.Nullable;

/**
 * Assertions on what a user or subject could escalate to by the roles and bindings of a cluster. Each asserts
 * immediately.
 *
 * <p>Not thread-safe, as AssertJ's assertions are not.
 *
 * @param <SELF> the class of the assertions
 * @param <ACTUAL> the class they are about
 */
abstract class AbstractSubjectAssert<SELF extends AbstractSubjectAssert<SELF, ACTUAL>, ACTUAL>
        extends AbstractAssert<SELF, ACTUAL> {

    private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(10);

    private Duration timeout = Duration.ZERO;
    private Set<Technique> ignored = Set.of();
    private Certainty least = Certainty.LIKELY;
    private @Nullable AccessReviewer reviewer;
    private @Nullable SoftAssertionsProvider softly;

    AbstractSubjectAssert(ACTUAL actual, Class<SELF> selfType) {
        super(actual, selfType);
    }

    /** Continues with what the assertions before chose. */
    AbstractSubjectAssert(AbstractSubjectAssert<SELF, ACTUAL> before, Class<SELF> selfType) {
        super(before.actual, selfType);
        info = before.info;
        objects = before.objects;
        timeout = before.timeout;
        ignored = before.ignored;
        least = before.least;
        reviewer = before.reviewer;
        softly = before.softly;
    }

    /** Lets a collector of soft assertions have the failures of what {@link #next} returns, too. */
    final SELF collectedBy(SoftAssertionsProvider collector) {
        softly = collector;
        return myself;
    }

    /**
     * Continues with further assertions. For soft assertions, AssertJ overrides each method, and on a failure returns
     * the object itself, which lacks them. So methods that call this are final, and fail by {@link #require}.
     *
     * @param state the only argument of the constructor
     */
    @SuppressWarnings({"rawtypes", "unchecked"}) // AssertJ's bounds exclude a subclass of SELF
    final <T extends AbstractSubjectAssert<SELF, ACTUAL>, S extends Record> T next(
            Class<T> type, Function<S, T> constructor, S state) {
        return softly == null
                ? constructor.apply(state)
                : type.cast(softly.proxy((Class) type, (Class) state.getClass(), state));
    }

    abstract AccessReviewer reviewerOf(ACTUAL actual);

    /** The likely mistake of a test if there is nothing to ask about. */
    String ifNull() {
        return "there is nothing to ask about: it is null";
    }

    final AccessReviewer reviewer() {
        if (actual == null) {
            throw assertionError(Failure.of(ifNull()));
        }
        AccessReviewer known = reviewer;
        if (known == null) {
            known = reviewerOf(actual);
            reviewer = known;
        }
        return known;
    }

    final Duration timeout() {
        return timeout;
    }

    /** Not final, so that soft assertions hear of a failure. */
    SELF require(boolean holds, Supplier<Failure> failure) {
        if (!holds) {
            throw assertionError(failure.get());
        }
        return myself;
    }

    /**
     * Polls for up to 10 seconds in the assertions that follow; see {@link #eventually(Duration)}.
     *
     * @return this
     */
    @CheckReturnValue
    public SELF eventually() {
        return eventually(DEFAULT_TIMEOUT);
    }

    /**
     * Polls in the assertions that follow until they hold. Use it right after writing RBAC objects: the server's
     * authorizer sees them a moment later. Asserts nothing itself.
     *
     * @param timeout how long to keep asking the server, with pauses of up to 50 ms
     * @return this
     */
    @CheckReturnValue
    public SELF eventually(Duration timeout) {
        this.timeout = timeout;
        return myself;
    }

    /**
     * Ignores techniques in the assertions that follow, for example because an admission policy keeps pods of powerful
     * ServiceAccounts out of the namespace. Asserts nothing itself.
     *
     * @param techniques the techniques
     * @return this
     */
    @CheckReturnValue
    public SELF ignoring(Technique... techniques) {
        ignored = Set.of(techniques);
        return myself;
    }

    /**
     * Includes, in the assertions that follow, all steps of at least this certainty; the default is certain and likely
     * steps. Asserts nothing itself.
     *
     * @param certainty {@link Certainty#CERTAIN} for steps that need only permissions, {@link Certainty#DEPENDS} for
     *     all
     * @return this
     */
    @CheckReturnValue
    public SELF including(Certainty certainty) {
        least = certainty;
        return myself;
    }

    /**
     * Asserts that the user cannot escalate, in any number of steps, to all verbs on all resources of the cluster: to
     * {@code cluster-admin} or a role as powerful. The search reads the cluster's roles and bindings; see
     * {@link Escalation}. Where the user can run pods, a dry run as administrator asks the server whether it admits a
     * pod with access to its node. The search uses certain and likely steps, unless {@link #including} changes that.
     *
     * @return this
     */
    public SELF cannotBecomeClusterAdmin() {
        return requireNoPath(new Goal.ClusterAdmin(), "to become cluster-admin");
    }

    /**
     * Asserts that the user cannot escalate, in any number of steps, to a role. A user with a binding to the role has
     * gained it.
     *
     * @param role for example {@code ClusterRole edit} or {@code Role dev/deployer}
     * @return this
     * @throws AccessQueryException if the cluster has no such role
     */
    public SELF cannotGainRole(String role) {
        return cannotGainRole(RoleReference.parse(role));
    }

    /**
     * Asserts that the user cannot escalate, in any number of steps, to a role. A user with a binding to the role has
     * gained it.
     *
     * @param role the role
     * @return this
     * @throws AccessQueryException if the cluster has no such role
     */
    public SELF cannotGainRole(RoleReference role) {
        return requireNoPath(new Goal.Role(role), "to gain " + role);
    }

    /**
     * Asserts that the user cannot come to act as a subject, in any number of steps, for example by creating pods of a
     * ServiceAccount.
     *
     * @param subject for example {@code ServiceAccount team-b/deployer}, {@code User alice} or {@code Group sre}
     * @return this
     * @throws AccessQueryException if no binding of the cluster names the subject
     */
    public SELF cannotActAs(String subject) {
        return cannotActAs(Subject.parse(subject));
    }

    /**
     * Asserts that the user cannot come to act as a subject, in any number of steps, for example by creating pods of a
     * ServiceAccount.
     *
     * @param subject the subject
     * @return this
     * @throws AccessQueryException if no binding of the cluster names the subject
     */
    public SELF cannotActAs(Subject subject) {
        return requireNoPath(new Goal.Identity(subject), "to act as " + subject);
    }

    private SELF requireNoPath(Goal goal, String what) {
        UserInfo user = reviewer().userInfo();
        Optional<EscalationPath> path =
                Deadline.in(timeout).poll(() -> escalation(goal).find(user, goal), Optional::isEmpty);
        path.ifPresent(found -> {
            int length = found.steps().size();
            EscalationFinding finding = escalation(goal).finding(Subject.user(user.name()), found, goal);
            throw assertionError(Failure.of(
                    "Expecting " + PolicyText.user(user),
                    "not " + what,
                    length == 0
                            ? "but its bindings or groups give it that already"
                            : "but there is a path of " + Counted.of(length, "step") + ":",
                    found.lines(),
                    finding.fixes()));
        });
        return myself;
    }

    private Escalation escalation(Goal goal) {
        RbacPolicy policy = reviewer().policy();
        if (goal instanceof Goal.Role wanted && policy.role(wanted.role()).isEmpty()) {
            throw new AccessQueryException("The cluster has no " + wanted.role() + ", so nobody could gain it.");
        }
        if (goal instanceof Goal.Identity wanted && !wanted.isNamedIn(policy)) {
            throw new AccessQueryException("No binding of the cluster names " + wanted.subject()
                    + ", so the search does not know it. Is it spelled right?");
        }
        return Escalation.of(policy)
                .ignoring(ignored)
                .including(least)
                .with(new HostPodDryRuns(reviewer().context().cluster().adminRequests()))
                .with(reviewer().context().features());
    }

    /**
     * Asserts that the user has none of the permissions that Kubernetes warns about; see
     * {@link dev.kubeuser.rbac.escalation.Risk}.
     *
     * @return this
     */
    public SELF hasNoRisks() {
        return hasNoRisksExcept();
    }

    /**
     * Asserts that the user has none of the permissions that Kubernetes warns about, except these.
     *
     * @param accepted for example {@code Risk.POD_ACCESS} or {@code Risk.SECRETS_READ.in("Role dev/readers")}
     * @return this
     */
    public SELF hasNoRisksExcept(RiskAcceptance... accepted) {
        List<RiskFinding> found = Deadline.in(timeout).poll(() -> risks(accepted), List::isEmpty);
        return require(
                found.isEmpty(),
                () -> Failure.ofRisks(PolicyText.user(reviewer().userInfo()), found));
    }

    private List<RiskFinding> risks(RiskAcceptance... accepted) {
        Risks risks = Risks.in(reviewer().policy()).with(reviewer().context().features());
        return risks.of(reviewer().userInfo()).stream()
                .filter(finding -> !finding.isAccepted(accepted))
                .toList();
    }
}
