// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.assertion;

import dev.kubeuser.base.internal.Spelling;
import dev.kubeuser.query.AccessQuery;
import dev.kubeuser.query.AccessQueryException;
import dev.kubeuser.question.ClusterPolicy;
import dev.kubeuser.question.internal.StatementListeners;
import dev.kubeuser.rbac.Subject;
import dev.kubeuser.rbac.escalation.Risk;
import dev.kubeuser.rbac.escalation.RiskAcceptance;
import dev.kubeuser.rbac.escalation.RiskFinding;
import dev.kubeuser.rbac.escalation.internal.Risks;
import dev.kubeuser.request.RequestSet;
import dev.kubeuser.statement.EffectiveDifference;
import dev.kubeuser.statement.EffectivePolicy;
import dev.kubeuser.statement.NamespaceSelection;
import dev.kubeuser.statement.UnknownGrant;
import dev.kubeuser.statement.internal.DefaultGrants;
import dev.kubeuser.statement.internal.ReferencePolicy;
import dev.kubeuser.statement.internal.Statement;
import dev.kubeuser.statement.internal.Statement.Contradiction;
import dev.kubeuser.statement.internal.Statement.Holders;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apiguardian.api.API;
import org.assertj.core.annotation.CheckReturnValue;
import org.assertj.core.api.AbstractAssert;
import org.jspecify.annotations.Nullable;

/**
 * Assertions on all requests that a policy in force allows, exact and without a request.
 *
 * <pre>{@code
 * EffectivePolicy policy = EffectivePolicy.of(Manifests.load("deploy/rbac/"));
 * assertThat(policy).onlyAllows(get("secrets").in("prod")).to(Subject.group("sre"));
 * assertThat(policy).inNamespacesLabelled("env=prod").nobody().canAny(create("pods/exec"));
 * assertThat(policy).grantsNothingBeyond(EffectivePolicy.of(Manifests.load("reference/rbac/")));
 * assertThat(policy).hasNoRisksExcept(Risk.POD_ACCESS.in("Role dev/debuggers"));
 * }</pre>
 *
 * <p>A question stands for all requests that it fits: {@code get("secrets").in("prod")} for Secrets of any name, and a
 * {@code *} for any verb, group or resource. A subject holds a permission by any role, binding, aggregation or group.
 * What Kubernetes gives itself is left out: what it gives to {@code system:masters}, and by its default bindings to its
 * components and controllers. What these bindings give all users is included.
 *
 * <p>A binding to a role that the manifests lack fails what it could contradict: the cluster may have the role, with
 * any rules. Load its file too, or begin with {@link EffectivePolicy#assumingNoOtherRoles()}.
 *
 * <p>A failure names the simplest request that contradicts the statement, with binding and role. If the policy is that
 * of a cluster, the API server is asked the same. Unknown resources, verbs, namespaces and subjects throw an
 * {@link AccessQueryException}, so that a typo cannot make a statement pass.
 *
 * <p>Not thread-safe, as AssertJ's assertions are not.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public class EffectivePolicyAssert extends AbstractAssert<EffectivePolicyAssert, EffectivePolicy> {

    private static final String POLICY = "Expecting the policy";

    private @Nullable NamespaceSelection namespaces;

    /**
     * Begins assertions on a policy.
     *
     * @param actual the policy
     */
    public EffectivePolicyAssert(EffectivePolicy actual) {
        super(actual, EffectivePolicyAssert.class);
    }

    /**
     * Makes the statements that follow about every namespace, also those to come, where their questions name none.
     *
     * @return this
     */
    public EffectivePolicyAssert inEveryNamespace() {
        namespaces = NamespaceSelection.every();
        return this;
    }

    /**
     * Makes the statements that follow about each namespace with one of some names, where their questions name none.
     *
     * @param names for example {@code prod}, or {@code team-*}, where the star stands for any text; such a name is also
     *     about namespaces to come
     * @return this
     * @throws AccessQueryException if the policy has no namespace of such a name
     */
    public EffectivePolicyAssert inNamespaces(String... names) {
        isNotNull();
        namespaces = actual.namespacesNamed(names);
        return this;
    }

    /**
     * Makes the statements that follow about each namespace with labels, where their questions name none.
     *
     * @param labels for example {@code env=prod}
     * @return this
     * @throws AccessQueryException if no namespace has them
     */
    public EffectivePolicyAssert inNamespacesLabelled(String labels) {
        isNotNull();
        namespaces = actual.namespacesLabelled(labels);
        return this;
    }

    /**
     * Asserts that no role, bound or not, has a permission that Kubernetes warns about; see {@link Risk}. Roles of
     * Kubernetes itself are ignored. What subjects hold is asserted by {@link Nobody#hasRisks}.
     *
     * @return this
     */
    public EffectivePolicyAssert hasNoRisks() {
        return hasNoRisksExcept();
    }

    /**
     * Asserts that no role, bound or not, has a permission that Kubernetes warns about, except these.
     *
     * @param accepted for example {@code Risk.POD_ACCESS} or {@code Risk.SECRETS_READ.in("Role dev/readers")}
     * @return this
     */
    public EffectivePolicyAssert hasNoRisksExcept(RiskAcceptance... accepted) {
        isNotNull();
        List<RiskFinding> found = Risks.in(actual.written()).with(actual.features()).all().stream()
                .filter(finding -> !finding.isAccepted(accepted))
                .toList();
        if (!found.isEmpty()) {
            throw assertionError(Failure.ofRisks("the roles of the policy", found));
        }
        requireKnown("Expecting the roles of the policy", "to have no risky permissions", actual.unknown());
        return this;
    }

    /**
     * Begins a statement of who alone may do something.
     *
     * @param queries for example {@code get("secrets").in("prod")}
     * @return the statement, to end with {@link Only#to}
     */
    @CheckReturnValue
    public Only onlyAllows(AccessQuery... queries) {
        isNotNull();
        return new Only(List.of(queries));
    }

    /**
     * Begins a statement of what nobody may do.
     *
     * @return the statement, to end with {@link Nobody#canAny} or another method
     */
    @CheckReturnValue
    public Nobody nobody() {
        return new Nobody(Holders.ALL);
    }

    /**
     * Begins a statement of what nobody else may do.
     *
     * @param subjects the subjects that may do it, but need not; a group stands for all its members
     * @return the statement, to end with {@link Nobody#canAny} or another method
     * @throws AccessQueryException if no binding names one of them
     */
    @CheckReturnValue
    public Nobody nobodyBut(Subject... subjects) {
        isNotNull();
        requireNamed(List.of(subjects));
        return new Nobody(Holders.allBut(List.of(subjects)));
    }

    /**
     * Begins a statement of what no ServiceAccount may do.
     *
     * @return the statement, to end with {@link Nobody#canAny} or another method
     */
    @CheckReturnValue
    public Nobody noServiceAccount() {
        return noServiceAccountOutside();
    }

    /**
     * Begins a statement of what no ServiceAccount may do but those of some namespaces.
     *
     * @param allowed the namespaces whose ServiceAccounts may
     * @return the statement, to end with {@link Nobody#canAny} or another method
     * @throws AccessQueryException if the policy has no such namespace
     */
    @CheckReturnValue
    public Nobody noServiceAccountOutside(String... allowed) {
        isNotNull();
        if (allowed.length > 0) {
            actual.namespacesNamed(allowed);
        }
        return new Nobody(Holders.serviceAccountsOutside(List.of(allowed)));
    }

    /**
     * Begins a statement of what every authenticated user may do.
     *
     * @return the statement, to end with {@link Everyone#canAll} or {@link Everyone#canOnlyDiscover}
     */
    @CheckReturnValue
    public Everyone everyone() {
        return new Everyone();
    }

    /**
     * Begins a statement of what anonymous users may do, who send no credential. Whether the API server lets them in at
     * all is one of its settings.
     *
     * @return the statement, to end with {@link Unauthenticated#canOnly}
     */
    @CheckReturnValue
    public Unauthenticated unauthenticated() {
        return new Unauthenticated();
    }

    /**
     * Asserts that the policy gives nobody what a reference does not give: each subject is allowed by it a subset of
     * what the reference allows, however either is written.
     *
     * @param reference for example the policy of the main branch
     * @return this
     */
    public EffectivePolicyAssert grantsNothingBeyond(EffectivePolicy reference) {
        isNotNull();
        EffectiveDifference difference = EffectiveDifference.between(reference, actual);
        String expected = "to grant nothing beyond the reference";
        if (!difference.gains().isEmpty()) {
            throw assertionError(failure().shouldBe(expected, difference.gains()));
        }
        requireKnown(POLICY, expected, difference.unknownGains());
        record(reference, compared -> List.of(new Statement.Within(compared, RequestSet.all())));
        return this;
    }

    /**
     * Asserts that the policy allows each subject the same as another one, however either is written.
     *
     * @param other the other policy
     * @return this
     */
    public EffectivePolicyAssert isEquivalentTo(EffectivePolicy other) {
        isNotNull();
        EffectiveDifference difference = EffectiveDifference.between(other, actual);
        String expected = "to allow the same as the other one";
        if (!difference.changes().isEmpty()) {
            throw assertionError(failure().shouldBe(expected, difference.changes()));
        }
        requireKnown(POLICY, expected, difference.unknownGains());
        requireKnown(POLICY, expected, difference.unknownLosses());
        record(
                other,
                compared -> List.of(
                        new Statement.Within(compared, RequestSet.all()),
                        new Statement.Keeps(compared, RequestSet.all())));
        return this;
    }

    /**
     * Reports a comparison with a policy that does not change with the one under test: one of other files, and of no
     * cluster. Leaves out a reference that does not fit into a record.
     */
    private void record(EffectivePolicy reference, Function<ReferencePolicy, List<Statement>> statements) {
        boolean isOfSameFiles = reference.manifests().objects().stream()
                .anyMatch(object -> actual.manifests().isAt(object.origin()));
        if (ClusterPolicy.clusterOf(reference).isPresent() || isOfSameFiles) {
            return;
        }
        ReferencePolicy.of(reference.rbac(), reference.granted().defaults())
                .ifPresent(compared ->
                        statements.apply(compared).forEach(statement -> StatementListeners.report(actual, statement)));
    }

    /** Asserts which subjects alone may do something. */
    public final class Only {

        private final List<AccessQuery> queries;

        private Only(List<AccessQuery> queries) {
            this.queries = queries;
        }

        /**
         * Asserts that each of some subjects may do all of this, and nobody else any of it.
         *
         * @param subjects the subjects that may do it; a group stands for all its members
         * @return the assertions, to continue
         * @throws AccessQueryException if no API server is asked that, or the policy has no such namespace
         */
        public EffectivePolicyAssert to(Subject... subjects) {
            RequestSet requests = requests(queries);
            String what = words(queries);
            for (Subject subject : subjects) {
                hold(new Statement.Grants(subject, requests), "Expecting " + subject, "to be allowed " + what);
            }
            Holders others = Holders.allBut(List.of(subjects));
            return hold(new Statement.Forbids(others, requests), "Expecting " + others, "to be allowed " + what);
        }
    }

    /** Asserts what nobody, or nobody except some subjects, may do. */
    public final class Nobody {

        private final Holders holders;

        private Nobody(Holders holders) {
            this.holders = holders;
        }

        /**
         * Asserts that none of them may do any of this.
         *
         * @param queries for example {@code get("secrets").in("prod")}
         * @return the assertions, to continue
         * @throws AccessQueryException if no API server is asked that, or the policy has no such namespace
         */
        public EffectivePolicyAssert canAny(AccessQuery... queries) {
            return hold(
                    new Statement.Forbids(holders, requests(List.of(queries))),
                    "Expecting " + holders,
                    "to be allowed " + words(List.of(queries)));
        }

        /**
         * Asserts that none of them has a wildcard for all verbs, API groups, resources or paths, which includes future
         * ones.
         *
         * @return the assertions, to continue
         */
        public EffectivePolicyAssert hasWildcards() {
            isNotNull();
            return hold(
                    new Statement.Forbids(holders, there(Risk.WILDCARD.requests(actual.rbac()))),
                    "Expecting " + holders,
                    "to have a wildcard" + where());
        }

        /**
         * Asserts that none of them has a permission that the Kubernetes documentation warns of: the requests of each
         * {@link Risk}, in any of the namespaces, and where none are chosen also what is in no namespace. How rules are
         * written is another statement, {@link #hasWildcards}.
         *
         * @return the assertions, to continue
         */
        public EffectivePolicyAssert hasRisks() {
            return haveNoRisks(holders);
        }

        /**
         * Asserts that none of them may do both of two things. Looks at each subject alone, with the groups that it is
         * in for sure: a policy does not show which users are in several groups.
         *
         * @param first for example {@code create("deployments.apps").in("prod")}
         * @param second for example {@code update("certificatesigningrequests.certificates.k8s.io/approval")}
         * @return the assertions, to continue
         * @throws AccessQueryException if no API server is asked that, or the policy has no such namespace
         */
        public EffectivePolicyAssert canBoth(AccessQuery first, AccessQuery second) {
            return hold(
                    new Statement.ForbidsBoth(holders, requests(List.of(first)), requests(List.of(second))),
                    "Expecting " + holders,
                    "to be allowed both " + words(List.of(first)) + " and " + words(List.of(second)));
        }
    }

    /** Asserts what every authenticated user may do. */
    public final class Everyone {

        private static final String WHO = "Expecting everyone who is authenticated";

        private Everyone() {}

        /**
         * Asserts that every authenticated user may do all of this.
         *
         * @param queries for example {@code get("/healthz")}
         * @return the assertions, to continue
         * @throws AccessQueryException if no API server is asked that, or the policy has no such namespace
         */
        public EffectivePolicyAssert canAll(AccessQuery... queries) {
            return hold(
                    new Statement.Grants(DefaultGrants.AUTHENTICATED, requests(List.of(queries))),
                    WHO,
                    "to be allowed " + words(List.of(queries)));
        }

        /**
         * Asserts that a user in no other group may do no more than Kubernetes allows all users by its API discovery
         * roles: see which APIs there are, and ask who it is and what it may do.
         *
         * @return the assertions, to continue
         */
        public EffectivePolicyAssert canOnlyDiscover() {
            isNotNull();
            return hold(
                    new Statement.Confines(DefaultGrants.AUTHENTICATED, actual.requestsOfEverybodyByDefault()),
                    WHO,
                    "to be allowed only what Kubernetes allows everybody");
        }
    }

    /** Asserts what requests without a credential may do. */
    public final class Unauthenticated {

        private Unauthenticated() {}

        /**
         * Asserts that they may do nothing but this. What Kubernetes allows them by default is included, and has to be
         * listed.
         *
         * @param queries for example {@code get("/healthz")}
         * @return the assertions, to continue
         * @throws AccessQueryException if no API server is asked that, or the policy has no such namespace
         */
        public EffectivePolicyAssert canOnly(AccessQuery... queries) {
            return hold(
                    new Statement.Confines(Subject.user("system:anonymous"), requests(List.of(queries))),
                    "Expecting who is not authenticated",
                    "to be allowed only " + words(List.of(queries)));
        }
    }

    private RequestSet requests(List<AccessQuery> queries) {
        isNotNull();
        if (queries.isEmpty()) {
            throw new AccessQueryException("The statement is about no request: name at least one");
        }
        return RequestSet.union(queries.stream()
                .map(query -> namespaces == null ? actual.requests(query) : actual.requests(query, namespaces))
                .toList());
    }

    private String words(List<AccessQuery> queries) {
        String what = queries.stream().map(AccessQuery::toString).collect(Collectors.joining(", "));
        return what + where();
    }

    private String where() {
        return namespaces == null ? "" : " in " + namespaces.words();
    }

    private RequestSet there(RequestSet requests) {
        return namespaces == null ? requests : namespaces.select(requests);
    }

    /** A statement about an unknown subject would pass because of a typo. */
    private void requireNamed(Collection<Subject> subjects) {
        Collection<Subject> named = actual.subjects();
        for (Subject subject : subjects) {
            if (subject.normal().filter(named::contains).isEmpty()) {
                String question = Spelling.didYouMean(
                        subject.toString(),
                        named.stream().map(Subject::toString).toList());
                throw new AccessQueryException("No binding of the policy names " + subject
                        + (question.isEmpty() ? ": leave it out, or name a subject of a binding" : question));
            }
        }
    }

    /** Not private, so that soft assertions hear of a failure. */
    EffectivePolicyAssert hold(Statement statement, String who, String what) {
        isNotNull();
        List<Contradiction> found = statement.contradictions(actual);
        if (!found.isEmpty()) {
            throw assertionError(failure().shouldHold(who, what, found));
        }
        requireKnown(who, what, statement.unknown(actual));
        StatementListeners.report(actual, statement);
        return this;
    }

    /** Not private, so that soft assertions hear of a failure. */
    EffectivePolicyAssert haveNoRisks(Holders holders) {
        isNotNull();
        Map<Risk, RequestSet> requests = new EnumMap<>(Risk.class);
        for (Risk risk : Risk.values()) {
            requests.put(risk, there(risk.requests()));
        }
        Statement none = new Statement.Forbids(holders, RequestSet.union(List.copyOf(requests.values())));
        if (none.contradictions(actual).isEmpty()) {
            requireKnown("Expecting " + holders, "to have a risky permission" + where(), none.unknown(actual));
            StatementListeners.report(actual, none);
            return this;
        }
        Map<Risk, List<Contradiction>> found = new EnumMap<>(Risk.class);
        requests.forEach((risk, some) -> found.put(risk, new Statement.Forbids(holders, some).contradictions(actual)));
        found.values().removeIf(List::isEmpty);
        throw assertionError(failure().shouldHaveNoRisks(holders, where(), found));
    }

    /** Not private, so that soft assertions hear of a failure. */
    void requireKnown(String who, String what, List<UnknownGrant> unknown) {
        if (!unknown.isEmpty()) {
            throw assertionError(failure().notKnown(who, what, unknown));
        }
    }

    private StatementFailure failure() {
        return new StatementFailure(actual);
    }
}
