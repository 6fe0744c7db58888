// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.assertion;

import dev.kubeuser.base.internal.Deadline;
import dev.kubeuser.query.AccessQuery;
import dev.kubeuser.query.AccessQueryException;
import dev.kubeuser.question.AccessReviewException;
import dev.kubeuser.question.internal.AccessReviewer;
import dev.kubeuser.question.internal.AccessReviewer.ReviewAnswer;
import dev.kubeuser.question.internal.EveryQuestion;
import dev.kubeuser.rbac.BindingReference;
import dev.kubeuser.rbac.RoleReference;
import dev.kubeuser.rbac.Subject;
import dev.kubeuser.rbac.UserInfo;
import dev.kubeuser.request.ResourceAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.apiguardian.api.API;

/**
 * Assertions on what a user or subject may do, by the API server's answer. Each asserts immediately.
 *
 * <p>Unknown resources, verbs and namespaces, such as {@code pod} instead of {@code pods}, throw an
 * {@link AccessQueryException}, so a typo cannot make {@code cannot} pass. A server that does not answer causes an
 * {@link AccessReviewException}.
 *
 * <p>Not thread-safe, as AssertJ's assertions are not.
 *
 * @param <SELF> the class of the assertions
 * @param <ACTUAL> the class they are about
 */
@API(status = API.Status.MAINTAINED, since = "0.1")
public abstract class AbstractAccessAssert<SELF extends AbstractAccessAssert<SELF, ACTUAL>, ACTUAL>
        extends AbstractSubjectAssert<SELF, ACTUAL> {

    AbstractAccessAssert(ACTUAL actual, Class<SELF> selfType) {
        super(actual, selfType);
    }

    AbstractAccessAssert(AbstractAccessAssert<SELF, ACTUAL> before, Class<SELF> selfType) {
        super(before, selfType);
    }

    /** So that the stack trace of a failure begins in the test. */
    @Override
    protected boolean isElementOfCustomAssert(StackTraceElement element) {
        return super.isElementOfCustomAssert(element) || element.getClassName().equals(GrantAssert.class.getName());
    }

    /**
     * Asserts that the user may do this.
     *
     * @param query for example {@code list("pods").in("dev")}
     * @return the assertions, to continue with {@code grantedBy}, {@code byRole}, {@code through} or {@code decidedBy}
     * @throws AccessQueryException if the server does not know the verb, the resource or the namespace, or the
     *     namespace is missing
     */
    public abstract GrantAssert<?> can(AccessQuery query);

    /**
     * Asserts that the user may not do this.
     *
     * @param query for example {@code get("secrets").in("dev")}
     * @return the assertions, to continue with {@code decidedBy}
     * @throws AccessQueryException if the server does not know the verb, the resource or the namespace, or the
     *     namespace is missing
     */
    public abstract SELF cannot(AccessQuery query);

    final ReviewAnswer ask(AccessQuery query, boolean expected) {
        ReviewAnswer answer = reviewer().ask(query, expected, timeout());
        AccessFailure failure = new AccessFailure(reviewer(), answer);
        require(answer.isAllowed() == expected, expected ? failure::shouldBeAllowed : failure::shouldBeDenied);
        return answer;
    }

    /**
     * Asserts that the user may do all of this and nothing else in the namespace that the questions name. It asks about
     * everything that the server serves there, subresources and verbs such as {@code bind} and {@code impersonate}
     * included, and about everything else that the user's rules name.
     *
     * @param query for example {@code list("pods").in("dev")}
     * @param others further questions, in the same namespace
     * @return this
     * @throws AccessQueryException if the server does not know a verb or resource, or the questions name several
     *     namespaces
     */
    public SELF canOnly(AccessQuery query, AccessQuery... others) {
        AllAccess found = AllAccess.of(reviewer(), query, others).ask(timeout());
        return require(found.isAsExpected(), found::shouldBeAllowedOnly);
    }

    /**
     * Asserts that the user may approve and deny the CertificateSigningRequests of a signer. That takes two
     * permissions: to {@code update} their {@code approval}, and to {@code approve} for the signer, by its name or for
     * its whole domain, as in {@code resourceNames: ["example.com/*"]}. A failure says which one is denied.
     *
     * @param signer for example {@code kubernetes.io/kube-apiserver-client}
     * @return this
     * @throws AccessQueryException if no signer can have this name
     * @see <a
     *     href="https://kubernetes.io/docs/reference/access-authn-authz/certificate-signing-requests/#authorization">Authorization
     *     of certificate signing requests</a>
     */
    public SELF canApprove(String signer) {
        return require(CombinedAccess.toApprove(reviewer(), signer), true);
    }

    /**
     * Asserts that the user may not approve and deny the CertificateSigningRequests of a signer: the user lacks at
     * least one of the two permissions that {@link #canApprove} needs.
     *
     * @param signer for example {@code kubernetes.io/kube-apiserver-client}
     * @return this
     * @throws AccessQueryException if no signer can have this name
     */
    public SELF cannotApprove(String signer) {
        return require(CombinedAccess.toApprove(reviewer(), signer), false);
    }

    /**
     * Asserts that the user may issue the certificates of a signer, or fail its requests. That takes two permissions:
     * to {@code update} the {@code status} of CertificateSigningRequests, and to {@code sign} for the signer, by its
     * name or for its whole domain. A failure says which one is denied.
     *
     * @param signer for example {@code example.com/ci}
     * @return this
     * @throws AccessQueryException if no signer can have this name
     */
    public SELF canSign(String signer) {
        return require(CombinedAccess.toSign(reviewer(), signer), true);
    }

    /**
     * Asserts that the user may not issue the certificates of a signer: the user lacks at least one of the two
     * permissions that {@link #canSign} needs.
     *
     * @param signer for example {@code example.com/ci}
     * @return this
     * @throws AccessQueryException if no signer can have this name
     */
    public SELF cannotSign(String signer) {
        return require(CombinedAccess.toSign(reviewer(), signer), false);
    }

    /**
     * Asserts that the user may send a request as another user, by {@code Impersonate} headers. That takes
     * {@code impersonate} on each user, group and ServiceAccount that they name or, since Kubernetes 1.36, the verbs of
     * a mode: {@code impersonate:user-info} and the like, and {@code impersonate-on:user-info:get} on what the request
     * asks for. Each permission is asked for by an access review; no request impersonates. What the other may do with
     * the request is another question.
     *
     * @param subject for example {@code User bob} or {@code ServiceAccount ci/deployer}
     * @param query the request, for example {@code get("pods").in("dev")}
     * @return this
     * @throws AccessQueryException if the server does not know the verb, the resource or the namespace, or the subject
     *     is a group
     * @see <a href="https://kubernetes.io/docs/reference/access-authn-authz/user-impersonation/">User Impersonation</a>
     */
    public SELF canImpersonate(String subject, AccessQuery query) {
        return canImpersonate(impersonated(subject), query);
    }

    /**
     * Asserts that the user may send a request as another user with certain groups; see {@link #canImpersonate(String,
     * AccessQuery)}.
     *
     * @param other for example {@code UserInfo.user("bob", "developers")}
     * @param query the request
     * @return this
     * @throws AccessQueryException if the server does not know the verb, the resource or the namespace
     */
    public SELF canImpersonate(UserInfo other, AccessQuery query) {
        return require(CombinedAccess.toImpersonate(reviewer(), other, query), true);
    }

    /**
     * Asserts that the user may not send a request as another user in any way of {@link #canImpersonate(String,
     * AccessQuery)}.
     *
     * @param subject for example {@code User bob} or {@code ServiceAccount ci/deployer}
     * @param query the request, for example {@code get("secrets").in("dev")}
     * @return this
     * @throws AccessQueryException if the server does not know the verb, the resource or the namespace, or the subject
     *     is a group
     */
    public SELF cannotImpersonate(String subject, AccessQuery query) {
        return cannotImpersonate(impersonated(subject), query);
    }

    /**
     * Asserts that the user may not send a request as another user with certain groups.
     *
     * @param other for example {@code UserInfo.user("bob", "developers")}
     * @param query the request
     * @return this
     * @throws AccessQueryException if the server does not know the verb, the resource or the namespace
     */
    public SELF cannotImpersonate(UserInfo other, AccessQuery query) {
        return require(CombinedAccess.toImpersonate(reviewer(), other, query), false);
    }

    private static UserInfo impersonated(String subject) {
        Subject parsed = Subject.parse(subject);
        if (parsed.kind().equals("Group")) {
            throw new AccessQueryException("A request impersonates a user, who may be in groups: instead of " + parsed
                    + " name somebody in it, as in UserInfo.user(\"somebody\", \"" + parsed.name() + "\")");
        }
        return UserInfo.of(parsed);
    }

    private SELF require(CombinedAccess access, boolean expected) {
        CombinedAccess.Answers found = access.ask(expected, timeout());
        return require(found.isAllowed() == expected, () -> AccessFailure.shouldBe(expected, access, found));
    }

    final Grants require(Grants grants, BindingReference binding) {
        return narrow(grants, "by " + binding, granted -> granted.binding().equals(binding));
    }

    final Grants require(Grants grants, RoleReference role) {
        return narrow(grants, "by " + role, granted -> granted.role().equals(role));
    }

    final Grants require(Grants grants, Subject subject) {
        return narrow(
                grants, "through " + subject, granted -> granted.subjects().contains(subject));
    }

    private Grants narrow(Grants grants, String expected, Predicate<Grants.Granted> isExpected) {
        Grants narrowed = grants.only(isExpected);
        require(!narrowed.isEmpty(), () -> AccessFailure.shouldBeGranted(grants, expected));
        return narrowed;
    }

    final SELF requireDecision(ReviewAnswer answer, String webhook) {
        return require(
                reviewer().isDecidedBy(webhook, answer),
                () -> new AccessFailure(reviewer(), answer).shouldBeDecidedBy(webhook));
    }

    /** With what assertions continue after an answer. */
    record Reply<SELF>(SELF before, ReviewAnswer answer) {}

    /**
     * Asserts what allows the request of the preceding {@code can}.
     *
     * @param <SELF> the class of the assertions
     */
    public interface GrantAssert<SELF> {

        /**
         * Asserts that a binding allows the request. Others may allow it too.
         *
         * @param binding for example {@code RoleBinding dev/developers} or {@code ClusterRoleBinding admins}
         * @return this; the assertions that follow are about the same binding
         */
        default SELF grantedBy(String binding) {
            return grantedBy(BindingReference.parse(binding));
        }

        /**
         * Asserts that a binding allows the request. Others may allow it too.
         *
         * @param binding the binding
         * @return this; the assertions that follow are about the same binding
         */
        SELF grantedBy(BindingReference binding);

        /**
         * Asserts that a role allows the request. Others may allow it too.
         *
         * @param role for example {@code Role dev/reader} or {@code ClusterRole view}
         * @return this; the assertions that follow are about the same role
         */
        default SELF byRole(String role) {
            return byRole(RoleReference.parse(role));
        }

        /**
         * Asserts that a role allows the request. Others may allow it too.
         *
         * @param role the role
         * @return this; the assertions that follow are about the same role
         */
        SELF byRole(RoleReference role);

        /**
         * Asserts that a binding allows the request through this subject of the binding.
         *
         * @param subject for example {@code Group developers}, {@code User alice} or {@code ServiceAccount ci/deployer}
         * @return this; the assertions that follow are about the same subject
         */
        default SELF through(String subject) {
            return through(Subject.parse(subject));
        }

        /**
         * Asserts that a binding allows the request through this subject of the binding.
         *
         * @param subject the subject
         * @return this; the assertions that follow are about the same subject
         */
        SELF through(Subject subject);
    }

    /**
     * The access of a user in one namespace, compared with the expected access.
     *
     * @param reviewer the reviewer of the user
     * @param namespace the namespace
     * @param expected what it should be allowed, and nothing else
     * @param allowed what it is allowed
     */
    private record AllAccess(
            AccessReviewer reviewer, String namespace, Set<AccessQuery> expected, Set<AccessQuery> allowed) {

        static AllAccess of(AccessReviewer reviewer, AccessQuery query, AccessQuery... others) {
            Set<AccessQuery> expected = new LinkedHashSet<>(List.of(others));
            expected.add(query);
            expected.forEach(reviewer.context()::requireAnswerable);
            return new AllAccess(reviewer, namespaceOf(query, expected), expected, Set.of());
        }

        /** A question about a Namespace is one in that namespace. */
        private static String namespaceOf(AccessQuery query, Set<AccessQuery> all) {
            String namespace = query.attributes().namespace();
            if (namespace.isEmpty()) {
                throw new AccessQueryException("canOnly is about one namespace: " + query + " names none");
            }
            for (AccessQuery other : all) {
                if (!other.attributes().namespace().equals(namespace)) {
                    throw new AccessQueryException("canOnly is about one namespace: " + query + ", but " + other);
                }
            }
            return namespace;
        }

        AllAccess ask(Duration timeout) {
            Set<AccessQuery> questions = new LinkedHashSet<>(expected);
            questions.addAll(EveryQuestion.about(reviewer, namespace));
            AllAccess found = Deadline.in(timeout).poll(() -> answered(questions), AllAccess::isAsExpected);
            questions.forEach(question ->
                    reviewer.report(question, found.expected.contains(question), found.allowed.contains(question)));
            return found;
        }

        private AllAccess answered(Set<AccessQuery> questions) {
            Set<AccessQuery> yes = new LinkedHashSet<>();
            for (ReviewAnswer answer : reviewer.askAll(new ArrayList<>(questions))) {
                if (answer.isAllowed()) {
                    yes.add(answer.query());
                }
            }
            return new AllAccess(reviewer, namespace, expected, yes);
        }

        boolean isAsExpected() {
            return lacking().isEmpty() && surplus().isEmpty();
        }

        /** The questions that should be allowed and are not. */
        Set<AccessQuery> lacking() {
            Set<AccessQuery> lacking = new LinkedHashSet<>(expected);
            lacking.removeAll(allowed);
            return lacking;
        }

        /**
         * The questions that should not be allowed and are. A user who may do something to all objects may do it to
         * each.
         */
        Set<AccessQuery> surplus() {
            Set<AccessQuery> surplus = new LinkedHashSet<>(allowed);
            surplus.removeAll(expected);
            surplus.removeIf(query -> !query.name().isEmpty() && allowed.contains(query.nameless()));
            return surplus;
        }

        Failure shouldBeAllowedOnly() {
            return Failure.of(
                    AccessFailure.expecting(reviewer),
                    "to be allowed in namespace \"" + namespace + "\" only",
                    Failure.indented(byResource(expected)),
                    Failure.list("but the API server also allows", byResource(surplus())),
                    Failure.list("but the API server does not allow", byResource(lacking())));
        }

        /** For example {@code pods: get, list, watch}. */
        private static List<String> byResource(Collection<AccessQuery> queries) {
            Map<String, List<String>> verbs = new TreeMap<>();
            for (AccessQuery query : queries) {
                String target = ((ResourceAttributes) query.attributes()).target();
                verbs.computeIfAbsent(target, key -> new ArrayList<>()).add(query.verb());
            }
            return verbs.entrySet().stream()
                    .map(entry -> entry.getKey() + ": "
                            + String.join(
                                    ", ", entry.getValue().stream().sorted().toList()))
                    .toList();
        }
    }
}
