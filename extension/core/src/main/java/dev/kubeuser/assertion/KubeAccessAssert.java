// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.assertion;

import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.access.internal.ObservedRequest;
import dev.kubeuser.access.internal.Recognition;
import dev.kubeuser.access.internal.RequestListener.ExpectedOutcome;
import dev.kubeuser.base.internal.Deadline;
import dev.kubeuser.base.internal.Golden;
import dev.kubeuser.base.internal.Printable;
import dev.kubeuser.cluster.internal.ApiRequests;
import dev.kubeuser.cluster.internal.TokenReview;
import dev.kubeuser.cluster.internal.WhoAmI;
import dev.kubeuser.manifest.ManifestException;
import dev.kubeuser.manifest.Manifests;
import dev.kubeuser.query.AccessQuery;
import dev.kubeuser.query.AccessQueryException;
import dev.kubeuser.question.AccessReviewException;
import dev.kubeuser.question.DryRun;
import dev.kubeuser.question.Write;
import dev.kubeuser.question.internal.AccessReviewer;
import dev.kubeuser.question.internal.AccessReviewer.ReviewAnswer;
import dev.kubeuser.question.internal.AdmissionDenial;
import dev.kubeuser.question.internal.RejectionLog;
import dev.kubeuser.rbac.BindingReference;
import dev.kubeuser.rbac.RoleReference;
import dev.kubeuser.rbac.Subject;
import dev.kubeuser.rbac.UserInfo;
import io.kubernetes.client.openapi.ApiException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apiguardian.api.API;

/**
 * Assertions on who a user is and what it may do, by the API server's answers to the user's own credential. Each
 * asserts immediately.
 *
 * <pre>{@code
 * assertThat(alice).isAuthenticatedAs("alice").isInGroups("developers");
 * assertThat(alice).can(list("pods").in("dev")).grantedBy("RoleBinding dev/developers");
 * assertThat(alice).cannot(get("secrets").in("dev"));
 * }</pre>
 *
 * <p>Not thread-safe, as AssertJ's assertions are not.
 */
@API(status = API.Status.MAINTAINED, since = "0.1")
public class KubeAccessAssert extends AbstractAccessAssert<KubeAccessAssert, KubeAccess> {

    private static final String UNAUTHENTICATED = "system:unauthenticated";

    private static final int FORBIDDEN = 403;

    /**
     * Begins assertions on a user.
     *
     * @param actual access of the user
     */
    public KubeAccessAssert(KubeAccess actual) {
        super(actual, KubeAccessAssert.class);
    }

    KubeAccessAssert(KubeAccessAssert before) {
        super(before, KubeAccessAssert.class);
    }

    @Override
    String ifNull() {
        return "the KubeAccess is null: a field or a parameter is injected if it is annotated with @KubeUser(\"...\")"
                + " or another annotation of a subject";
    }

    @Override
    AccessReviewer reviewerOf(KubeAccess access) {
        return AccessReviewer.of(access);
    }

    @Override
    public final Allowed can(AccessQuery query) {
        return next(Allowed.class, Allowed::new, new Reply<>(this, ask(query, true)));
    }

    @Override
    public final Answered cannot(AccessQuery query) {
        return next(Answered.class, Answered::new, new Reply<>(this, ask(query, false)));
    }

    /**
     * Asserts that the server knows the user by this name, by a SelfSubjectReview.
     *
     * @param name for example {@code alice} or {@code system:serviceaccount:ci:deployer}
     * @return this
     */
    public KubeAccessAssert isAuthenticatedAs(String name) {
        UserInfo known = authenticated().user();
        return require(known.name().equals(name), () -> differs("to be authenticated as \"" + name + "\"", known));
    }

    /**
     * Asserts that the server does not know who the user is. It answers 401, or aborts the TLS handshake, as for a
     * stolen certificate without its key, or takes the user for anonymous, in the group {@code system:unauthenticated}.
     *
     * @return the assertions, to continue with {@link Unauthenticated#because(TokenRejection) because}
     * @throws AccessReviewException if there is no answer for another reason
     */
    public final Unauthenticated isUnauthenticated() {
        requireUnauthenticated();
        return next(Unauthenticated.class, Unauthenticated::new, new Before(this));
    }

    final void requireUnauthenticated() {
        Optional<UserInfo> known = Deadline.in(timeout()).poll(this::recognized, Optional::isEmpty);
        require(known.isEmpty(), () -> differs("to be unauthenticated", known.orElseThrow()));
    }

    /** The user that the server authenticates; empty if it authenticates none, or the anonymous user. */
    private Optional<UserInfo> recognized() {
        try {
            return Optional.of(reviewer().identity().user())
                    .filter(known -> !known.groups().contains(UNAUTHENTICATED));
        } catch (AccessReviewException noAnswer) {
            requireRefused(noAnswer);
            return Optional.empty();
        }
    }

    /**
     * Asserts that the API server accepts the user's token for an audience, as a program asks it that gets the token,
     * such as Vault: by a TokenReview. The administrator sends it.
     *
     * @param audience for example {@code vault}
     * @return this
     * @throws IllegalStateException if the user has no token
     */
    public KubeAccessAssert isAuthenticatedFor(String audience) {
        TokenReview review = review(audience, true);
        return require(
                review.isAuthenticated(),
                () -> Failure.of(
                        "Expecting the token of " + actual,
                        "to be accepted for the audience \"" + audience + "\"",
                        "but the API server says no" + (review.error().isEmpty() ? "" : ": " + review.error())));
    }

    /**
     * Asserts that the API server does not accept the user's token for an audience, by a TokenReview of the
     * administrator.
     *
     * @param audience for example {@code vault}
     * @return this
     * @throws IllegalStateException if the user has no token
     */
    public KubeAccessAssert isUnauthenticatedFor(String audience) {
        TokenReview review = review(audience, false);
        return require(
                !review.isAuthenticated(),
                () -> Failure.of(
                        "Expecting the token of " + actual,
                        "not to be accepted for the audience \"" + audience + "\"",
                        "but the API server says yes"));
    }

    private TokenReview review(String audience, boolean expected) {
        return Deadline.in(timeout()).poll(() -> review(audience), review -> review.isAuthenticated() == expected);
    }

    private TokenReview review(String audience) {
        try {
            return Recognition.review(actual, audience);
        } catch (ApiException refusal) {
            throw new AccessReviewException(
                    "The API server did not say whether the token of " + actual + " is for the audience \"" + audience
                            + "\": " + ApiRequests.describe(refusal),
                    refusal);
        }
    }

    /** Continues if the server does not accept the credential. */
    private void requireRefused(AccessReviewException noAnswer) {
        if (!noAnswer.isUnauthorized() && !isBrokenHandshake(noAnswer)) {
            throw noAnswer;
        }
    }

    /**
     * Whether the server aborted the TLS handshake because of the client's certificate. That may show as a TLS alert, a
     * closed connection or a broken pipe, because in TLS 1.3 the client has finished by then. So this asks the server
     * once more, without a certificate.
     */
    private boolean isBrokenHandshake(AccessReviewException noAnswer) {
        return noAnswer.transportFailure()
                .filter(failure -> !(failure instanceof InterruptedIOException))
                .filter(failure -> answersOthers())
                .isPresent();
    }

    private boolean answersOthers() {
        try (KubeAccess nobody = KubeAccess.anonymous(actual.cluster())) {
            nobody.get("/version");
            return true;
        } catch (UncheckedIOException noAnswer) {
            return false;
        }
    }

    /**
     * Asserts that the server sees the user in these groups, and perhaps in others.
     *
     * @param group for example {@code developers} or {@code system:authenticated}
     * @param others further groups
     * @return this
     */
    public KubeAccessAssert isInGroups(String group, String... others) {
        UserInfo known = authenticated().user();
        Set<String> missing = all(group, others);
        missing.removeAll(known.groups());
        return require(
                missing.isEmpty(), () -> differs("to be in the groups " + Printable.list(missing) + " too", known));
    }

    /**
     * Asserts that the server sees the user in none of these groups.
     *
     * @param group for example {@code system:masters}
     * @param others further groups
     * @return this
     */
    public KubeAccessAssert isNotInGroups(String group, String... others) {
        UserInfo known = authenticated().user();
        Set<String> found = all(group, others);
        found.retainAll(known.groups());
        return require(found.isEmpty(), () -> differs("not to be in the groups " + Printable.list(found), known));
    }

    /**
     * Asserts that the server identifies the user by this UID too.
     *
     * @param uid as a claim mapping or the ServiceAccount defines it
     * @return this
     */
    public KubeAccessAssert hasUid(String uid) {
        String known = authenticated().uid();
        return require(
                known.equals(uid),
                () -> differs(
                        "to have the UID \"" + uid + "\"",
                        known.isEmpty() ? "it has none" : "it has the UID \"" + known + "\""));
    }

    /**
     * Asserts that the server knows exactly these values of an extra attribute of the user, in any order. Admission and
     * webhooks see such attributes, RBAC does not.
     *
     * @param key for example {@code example.com/tenant}
     * @param value a value
     * @param others further values
     * @return this
     */
    public KubeAccessAssert hasExtra(String key, String value, String... others) {
        Map<String, Set<String>> known = authenticated().extra();
        Set<String> expected = all(value, others);
        return require(
                expected.equals(known.get(key)),
                () -> differs(
                        "to have the extra attribute " + key + " = " + expected,
                        known.isEmpty() ? "it has no extra attributes" : "its extra attributes are " + known));
    }

    /**
     * Asserts that the user may apply all objects of manifests, as a GitOps controller does that impersonates it: by
     * server-side apply, which takes {@code patch}, and {@code create} if the object is absent. Dry runs show what else
     * the API server checks, such as privilege escalation and admission. Nothing is changed. Objects without a
     * namespace go into {@link KubeAccess#namespace()}.
     *
     * <p>A failure names each object that is refused, by file and line, and the rules to add.
     *
     * @param manifests for example {@code Manifests.load("tenants/team-a/")}
     * @return this
     * @throws AccessQueryException if the cluster has not the namespace of an object, nor have the manifests
     * @throws ManifestException if the API server knows no such kind
     */
    public KubeAccessAssert canApply(Manifests manifests) {
        AccessReviewer reviewer = reviewer();
        ApplyAccess access = ApplyAccess.of(manifests, actual, reviewer, timeout());
        return require(access.refused().isEmpty(), () -> access.shouldBeAllowed(reviewer));
    }

    /**
     * Asserts that the user may write an object: that authorization, admission and validation take it, by a dry run.
     *
     * <p>A failure names the policy, binding or webhook that denies it, and the validation with file and line.
     *
     * @param write for example {@code createObject(Manifests.load("pod.yaml")).in("prod")}
     * @return the assertions, to continue with {@link Admitted#warnedBy} and {@link Admitted#changedAs}
     * @throws AccessQueryException if the server does not know the kind or the namespace
     */
    public final Admitted can(Write write) {
        WriteFailure attempt = attempt(write);
        ObservedRequest.expect(attempt.answer(), ExpectedOutcome.SUCCESS);
        require(attempt.isAdmitted(), attempt::shouldBeAdmitted);
        return next(Admitted.class, Admitted::new, new Tried(this, attempt));
    }

    /**
     * Asserts that the user may not write an object: that authorization or admission refuses it, in a dry run. Fails if
     * the object is invalid, or for another reason that has nothing to do with access.
     *
     * @param write for example {@code createObject(Manifests.load("pod.yaml")).in("prod")}
     * @return the assertions, to continue with {@link Denied#deniedBy}
     * @throws AccessQueryException if the server does not know the kind or the namespace
     */
    public final Denied cannot(Write write) {
        WriteFailure attempt = attempt(write);
        int code = attempt.answer().code();
        if (attempt.isAdmitted() || code == FORBIDDEN) {
            ObservedRequest.expect(attempt.answer(), ExpectedOutcome.FORBIDDEN);
        }
        boolean isDecided =
                code == FORBIDDEN || AdmissionDenial.of(attempt.answer()).isPresent();
        require(
                !attempt.isAdmitted() && isDecided,
                attempt.isAdmitted() ? attempt::shouldBeDenied : attempt::shouldBeDecided);
        return next(Denied.class, Denied::new, new Tried(this, attempt));
    }

    private WriteFailure attempt(Write write) {
        AccessReviewer reviewer = reviewer();
        return new WriteFailure(actual, reviewer, write, DryRun.of(actual).send(write));
    }

    private WhoAmI.Identity authenticated() {
        try {
            return reviewer().identity();
        } catch (AccessReviewException noAnswer) {
            requireRefused(noAnswer);
            throw assertionError(Failure.of(
                    "Expecting " + actual,
                    "to be authenticated",
                    "but the API server does not accept the credential",
                    String.valueOf(noAnswer.getMessage())));
        }
    }

    /** The expectation is worded as in {@code to be authenticated as "alice"}. */
    private static Failure differs(String expected, UserInfo known) {
        return differs(expected, "it is \"" + known.name() + "\" in the groups " + Printable.list(known.groups()));
    }

    /** The expectation is worded as in {@code to have the UID 4711}. */
    private static Failure differs(String expected, String found) {
        return Failure.of("Expecting the user", expected, "but the API server says " + found);
    }

    private static Set<String> all(String first, String... others) {
        Set<String> all = new LinkedHashSet<>(List.of(others));
        all.add(first);
        return all;
    }

    /** With what assertions continue. */
    record Before(KubeAccessAssert before) {}

    /** With what assertions continue after the write of an object. */
    record Tried(KubeAccessAssert before, WriteFailure write) {}

    /** Assertions after the answer to a question. */
    public static class Answered extends KubeAccessAssert {

        private final ReviewAnswer answer;

        Answered(Reply<KubeAccessAssert> reply) {
            super(reply.before());
            answer = reply.answer();
        }

        /**
         * Asserts that a webhook authorizer decided what was asked, and not RBAC.
         *
         * @param webhook its name in the AuthorizationConfiguration of the cluster
         * @return this
         * @throws IllegalArgumentException if this JVM answers for no such webhook
         * @see <a href="https://kubernetes.io/docs/reference/access-authn-authz/webhook/">Webhook Mode</a>
         */
        public Answered decidedBy(String webhook) {
            requireDecision(answer, webhook);
            return this;
        }
    }

    /** Assertions after the answer that something is allowed. */
    public static class Allowed extends Answered implements GrantAssert<Allowed> {

        private Grants grants;

        Allowed(Reply<KubeAccessAssert> reply) {
            super(reply);
            grants = new Grants(reviewer(), reply.answer());
        }

        @Override
        public Allowed grantedBy(BindingReference binding) {
            grants = require(grants, binding);
            return this;
        }

        @Override
        public Allowed byRole(RoleReference role) {
            grants = require(grants, role);
            return this;
        }

        @Override
        public Allowed through(Subject subject) {
            grants = require(grants, subject);
            return this;
        }
    }

    /** Assertions after an object is admitted. */
    public static class Admitted extends KubeAccessAssert {

        private final WriteFailure attempt;

        Admitted(Tried attempt) {
            super(attempt.before());
            this.attempt = attempt.write();
        }

        /**
         * Asserts that the object is admitted with the warning of a policy, whose binding has the action {@code Warn}.
         *
         * @param by for example {@code ValidatingAdmissionPolicy release-only} or
         *     {@code ValidatingAdmissionPolicyBinding release-only-elsewhere}
         * @return this
         * @throws IllegalArgumentException if nothing in admission is called so
         */
        public Admitted warnedBy(String by) {
            AdmissionDenial.requireReference(by);
            require(
                    AdmissionDenial.warned(attempt.answer()).stream().anyMatch(warning -> warning.isBy(by)),
                    () -> attempt.shouldBeWarnedBy(by));
            return this;
        }

        /**
         * Asserts how the object is changed before it is stored: by defaults, by policies and by webhooks. The file has
         * a line for each value that is added, missing or another. With the system property
         * {@code kubeuser.golden=update}, writes the file instead, for you to review and commit.
         *
         * @param file for example {@code src/test/resources/shop-stored.txt}, from the directory that tests run in
         * @return this
         * @throws UncheckedIOException if the file cannot be read or written
         */
        public Admitted changedAs(Path file) {
            if (!attempt.write().isOfWholeObject()) {
                throw new IllegalStateException("changedAs compares a whole object with what is stored, and this is to "
                        + attempt.write() + ": write create, update or apply");
            }
            require(attempt.isAdmitted(), attempt::shouldBeAdmitted);
            Optional<Failure> failure =
                    attempt.shouldBeStoredAs(new Golden(file, "what is changed by " + attempt.write()));
            require(failure.isEmpty(), failure::orElseThrow);
            return this;
        }
    }

    /** Assertions after the write of an object is denied. */
    public static class Denied extends KubeAccessAssert {

        private final WriteFailure attempt;

        Denied(Tried attempt) {
            super(attempt.before());
            this.attempt = attempt.write();
        }

        /**
         * Asserts that something in admission denies the write, and not authorization.
         *
         * @param by for example {@code ValidatingAdmissionPolicy release-only}, {@code ValidatingAdmissionPolicyBinding
         *     release-only-prod}, {@code Webhook pods.example.com} or {@code PodSecurity}. The API server names one of
         *     them; where several deny, which one that is may differ from time to time
         * @return this
         * @throws IllegalArgumentException if nothing in admission is called so
         */
        public Denied deniedBy(String by) {
            AdmissionDenial.requireReference(by);
            ObservedRequest.expect(attempt.answer(), ExpectedOutcome.AUTHORIZED);
            require(
                    AdmissionDenial.of(attempt.answer())
                            .filter(denial -> denial.isBy(by))
                            .isPresent(),
                    () -> attempt.shouldBeDeniedBy(by));
            return this;
        }
    }

    /** Assertions after the API server did not accept a credential. */
    public static class Unauthenticated extends KubeAccessAssert {

        Unauthenticated(Before before) {
            super(before.before());
        }

        /**
         * Asserts the reason. The API server answers only 401, so this method sends the request once more, and reads
         * its log: on embedded clusters and k3s.
         *
         * @param rejection the reason
         * @return this
         * @throws UnsupportedOperationException on an existing cluster, whose log its owner has
         */
        public Unauthenticated because(TokenRejection rejection) {
            String reason = reason();
            require(rejection.isMeantBy(reason), () -> refusedBecauseOf(rejection.name(), reason));
            return this;
        }

        /**
         * Asserts the reason by the API server's own words, such as the {@code message} of a rule.
         *
         * @param words a part of what it logs
         * @return this
         * @throws IllegalArgumentException if the words are blank
         * @throws UnsupportedOperationException on an existing cluster, whose log its owner has
         */
        public Unauthenticated because(String words) {
            if (words.isBlank()) {
                throw new IllegalArgumentException("every reason has these words: name some of the server's");
            }
            String reason = reason();
            require(reason.contains(words), () -> refusedBecauseOf("\"" + words + "\"", reason));
            return this;
        }

        private String reason() {
            Set<String> reasons = RejectionLog.of(actual).reasons(this::requireUnauthenticated);
            if (reasons.size() > 1) {
                throw new IllegalStateException("The API server refuses credentials of others at the same time, and"
                        + " its log does not say which line is about this one: " + String.join("; ", reasons));
            }
            return reasons.stream().findFirst().orElse("");
        }

        /** The reason is empty if the API server logs none. */
        private Failure refusedBecauseOf(String expected, String reason) {
            return Failure.of(
                    "Expecting " + actual,
                    "to be unauthenticated because of " + expected,
                    reason.isEmpty()
                            ? "but the API server logs no reason, as for a request without a credential"
                            : "but the API server logs: " + reason);
        }
    }
}
