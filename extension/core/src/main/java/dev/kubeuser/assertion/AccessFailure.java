// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.assertion;

import dev.kubeuser.base.internal.Counted;
import dev.kubeuser.question.AccessReviewException;
import dev.kubeuser.question.internal.AccessReviewer;
import dev.kubeuser.question.internal.AccessReviewer.ReviewAnswer;
import dev.kubeuser.rbac.AppliedBinding;
import dev.kubeuser.rbac.Decision;
import dev.kubeuser.rbac.NearMiss;
import dev.kubeuser.rbac.NearMiss.Difference;
import dev.kubeuser.rbac.RbacPolicy;
import dev.kubeuser.rbac.UserInfo;
import dev.kubeuser.rbac.internal.MissingRule;
import dev.kubeuser.rbac.internal.NodeUser;
import dev.kubeuser.rbac.internal.PolicyText;
import dev.kubeuser.request.RequestAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Explains why a user may do what it should not, or may not do what it should, by the cluster's policy.
 *
 * @param reviewer the reviewer of the user
 * @param answer the server's answer
 */
record AccessFailure(AccessReviewer reviewer, ReviewAnswer answer) {

    private static final int MAX_LISTED = 3;
    private static final int NEAR = 2;

    Failure shouldBeAllowed() {
        return explained("to be allowed to " + answer.query(), change());
    }

    Failure shouldBeDenied() {
        return explained("not to be allowed to " + answer.query(), List.of());
    }

    Failure shouldBeDecidedBy(String webhook) {
        return explained(
                toBe(answer.isAllowed()) + answer.query() + ", as the webhook authorizer \"" + webhook + "\" decides",
                List.of());
    }

    private static String toBe(boolean allowed) {
        return allowed ? "to be allowed to " : "not to be allowed to ";
    }

    /** For several questions: explains each answer that decides. */
    static Failure shouldBe(boolean allowed, CombinedAccess access, CombinedAccess.Answers found) {
        return Failure.of(
                expecting(access.reviewer()),
                toBe(allowed) + access.what(),
                found.because().stream()
                        .map(answer -> new AccessFailure(access.reviewer(), answer).toQuery())
                        .toList());
    }

    private List<Object> toQuery() {
        return List.of(
                "but the API server said " + (answer.isAllowed() ? "yes" : "no") + " to " + answer.query() + reason(),
                why(),
                change());
    }

    /** The user may do it, but not in the expected way, as in {@code by RoleBinding dev/developers}. */
    static Failure shouldBeGranted(Grants grants, String expected) {
        return Failure.of(
                expecting(grants.reviewer()),
                "to be allowed to " + grants.answer().query() + " " + expected,
                found(grants),
                Failure.indented(grants.ways().stream()
                        .flatMap(way -> way.lines().stream())
                        .toList()));
    }

    private static String found(Grants grants) {
        if (!grants.answer().isAllowed()) {
            return "but it is not allowed at all";
        }
        if (!grants.isEmpty()) {
            return "but it is allowed by:";
        }
        Optional<String> other = grants.reviewer().otherAuthorizer(grants.answer());
        if (other.isPresent()) {
            return "but " + other.get() + " allows it, without a binding";
        }
        UserInfo user = grants.reviewer().userInfo();
        if (NodeUser.isAuthorizedAsNode(user)) {
            return "but the node authorizer allows it, without a binding";
        }
        return user.isMaster()
                ? "but the group system:masters allows it, without a binding"
                : "but no role and binding of the cluster allows it: another authorizer than RBAC does";
    }

    private Failure explained(String expected, List<String> change) {
        return Failure.of(
                expecting(reviewer),
                expected,
                "but the API server said " + (answer.isAllowed() ? "yes" : "no") + reason(),
                missingNamespace(),
                why(),
                change);
    }

    /** The change of the policy that would allow it; none while the namespace is missing. */
    private List<String> change() {
        if (answer.isAllowed() || answer.isDenied() || !missingNamespace().isEmpty()) {
            return List.of();
        }
        try {
            RbacPolicy policy = reviewer.policy();
            RequestAttributes request = answer.query().attributes();
            return policy.allows(reviewer.userInfo(), request)
                    ? List.of()
                    : new MissingRule(policy, reviewer.userInfo(), List.of(request))
                            .remedy()
                            .changeLines();
        } catch (AccessReviewException unreadable) {
            return List.of();
        }
    }

    static String expecting(AccessReviewer reviewer) {
        return "Expecting " + PolicyText.user(reviewer.userInfo());
    }

    /** In the server's own words. */
    private String reason() {
        String words = (answer.reason() + " " + answer.evaluationError()).strip();
        return words.isEmpty() ? ", without a reason" : ": " + words;
    }

    private List<String> missingNamespace() {
        return answer.query().namespace().filter(reviewer.context()::isMissing).stream()
                .map(namespace -> "There is no namespace \"" + namespace + "\".")
                .toList();
    }

    private List<String> why() {
        try {
            RbacPolicy policy = reviewer.policy();
            Decision decision =
                    policy.decide(reviewer.userInfo(), answer.query().attributes());
            Optional<String> other = reviewer.otherAuthorizer(answer);
            if (other.isPresent()) {
                return byOther(other.get(), decision);
            }
            if (!answer.isAllowed()) {
                return denial(policy, decision);
            }
            return isByNodeAuthorizer() ? grantsOfNode(decision) : grants(decision);
        } catch (AccessReviewException unreadable) {
            return List.of(String.valueOf(unreadable.getMessage()));
        }
    }

    private List<String> byOther(String authorizer, Decision decision) {
        List<String> lines = new ArrayList<>();
        lines.add(authorizer.substring(0, 1).toUpperCase(Locale.ROOT)
                + authorizer.substring(1)
                + (answer.isAllowed() ? " allows it." : " denies it."));
        if (decision.isAllowed()) {
            lines.add("Roles and bindings would allow it" + (answer.isAllowed() ? " too." : "."));
            lines.addAll(grants(decision));
        }
        return lines;
    }

    /** The API server asks it before RBAC, which gives a reason. */
    private boolean isByNodeAuthorizer() {
        return NodeUser.isAuthorizedAsNode(reviewer.userInfo())
                && Grants.Granted.named(answer).isEmpty();
    }

    private static List<String> grantsOfNode(Decision decision) {
        List<String> lines = new ArrayList<>();
        lines.add("The node authorizer allows it: node "
                + NodeUser.nameOfNode(decision.user()).orElseThrow() + " needs it.");
        if (!decision.grants().isEmpty()) {
            lines.add("Roles and bindings would allow it too.");
            lines.addAll(grants(decision));
        }
        return lines;
    }

    private static List<String> grants(Decision decision) {
        if (decision.isBypassed()) {
            return List.of("The user is in the group system:masters, which may do everything, whatever bindings say.");
        }
        if (decision.grants().isEmpty()) {
            return List.of("No role and binding of the cluster allows it: they have changed since, or another"
                    + " authorizer than RBAC allows it.");
        }
        return Failure.list(
                "Allowed by:",
                decision.grants().stream()
                        .flatMap(grant -> PolicyText.grant(grant).stream())
                        .toList());
    }

    private List<String> denial(RbacPolicy policy, Decision decision) {
        if (decision.isAllowed()) {
            return List.of("The cluster's roles and bindings allow it, so they changed a moment ago: "
                    + answer.query().dialect().afterChange());
        }
        List<String> lines = new ArrayList<>(bindings(policy, decision.user(), decision.request()));
        lines.addAll(Failure.list(
                "Nearest rules:",
                nearest(policy.nearMisses(decision.user(), decision.request())).stream()
                        .flatMap(miss -> PolicyText.nearMiss(miss, decision.user()).stream())
                        .toList()));
        return lines;
    }

    private static List<String> bindings(RbacPolicy policy, UserInfo userInfo, RequestAttributes request) {
        List<String> own = lines(policy.bindingsFor(userInfo, request.namespace()));
        if (!own.isEmpty() || NodeUser.isAuthorizedAsNode(userInfo)) {
            return Failure.list("Bindings of the user in effect there:", own);
        }
        List<String> lines = new ArrayList<>();
        lines.add("No binding in effect there names the user, other than those of Kubernetes itself.");
        lines.addAll(elsewhere(policy, userInfo));
        return lines;
    }

    /** A RoleBinding in the wrong namespace is the commonest mistake. */
    private static List<String> elsewhere(RbacPolicy policy, UserInfo userInfo) {
        List<String> others = lines(policy.bindingsFor(userInfo));
        List<String> told = new ArrayList<>(others.stream().limit(MAX_LISTED).toList());
        if (others.size() > MAX_LISTED) {
            told.add("and " + Counted.of(others.size() - MAX_LISTED, "more binding"));
        }
        return Failure.list(
                "A RoleBinding is in effect in its own namespace only, and these name the user in others:", told);
    }

    private static List<String> lines(List<AppliedBinding> bindings) {
        return bindings.stream()
                .filter(applied -> !applied.binding().isBootstrap())
                .map(AccessFailure::line)
                .toList();
    }

    private static String line(AppliedBinding applied) {
        return PolicyText.binding(applied.binding()) + " of "
                + applied.binding().roleRef() + " to "
                + PolicyText.subjects(applied.subjects())
                + (applied.isDangling() ? "; the role does not exist" : "");
    }

    /** The nearest of the rules that users wrote; rules for other resources only if no other rule is as near. */
    private static List<NearMiss> nearest(List<NearMiss> misses) {
        List<NearMiss> written =
                misses.stream().filter(miss -> !miss.binding().isBootstrap()).toList();
        int fewest = written.isEmpty() ? 0 : written.get(0).differences().size();
        List<NearMiss> nearest = written.stream()
                .filter(miss -> miss.differences().size() == fewest)
                .toList();
        List<NearMiss> ofTheResource = nearest.stream()
                .filter(miss -> !miss.differences().contains(Difference.RESOURCE))
                .toList();
        if (fewest <= NEAR && !ofTheResource.isEmpty()) {
            return ofTheResource.stream().limit(MAX_LISTED).toList();
        }
        return fewest == 1 ? nearest.stream().limit(MAX_LISTED).toList() : List.of();
    }
}
