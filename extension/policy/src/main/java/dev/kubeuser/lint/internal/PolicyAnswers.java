package dev.kubeuser.lint.internal;

import dev.kubeuser.query.AccessQuery;
import dev.kubeuser.rbac.Decision;
import dev.kubeuser.rbac.Subject;
import dev.kubeuser.rbac.UserInfo;
import dev.kubeuser.rbac.internal.PolicyText;
import dev.kubeuser.request.RequestAttributes;
import dev.kubeuser.request.RequestSet;
import dev.kubeuser.statement.EffectivePolicy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Answers questions by the evaluator that decides as the API server does.
 *
 * @param policy the policy
 * @param effective the same, which knows the requests that a question stands for
 */
public record PolicyAnswers(PolicyFiles policy, EffectivePolicy effective) {

    /**
     * An answer.
     *
     * @param isYes whether anybody may do it
     * @param lines what was asked, and why it is so
     */
    public record Answer(boolean isYes, List<String> lines) {}

    public static PolicyAnswers of(PolicyFiles policy) {
        return new PolicyAnswers(policy, EffectivePolicy.of(policy.manifests(), policy.minor()));
    }

    /** Answers for example {@code user:jane get pods -n dev}. */
    public Answer can(String text) {
        List<String> words = Arrays.asList(text.strip().split("\\s+", -1));
        Subject subject = Subject.parse(words.get(0));
        RequestAttributes request = PolicyQuestion.of(words.subList(1, words.size()), text)
                .query(policy.check())
                .attributes();
        UserInfo user = UserInfo.of(subject);
        Decision decision = policy.inForce().decide(user, request);
        List<String> lines = new ArrayList<>();
        lines.add((decision.isAllowed() ? "yes: " : "no: ")
                + subject
                + (decision.isAllowed() ? " may " : " may not ")
                + request);
        decision.grants().forEach(grant -> indent(lines, PolicyText.grant(grant)));
        decision.dangling()
                .forEach(binding -> lines.add("  not known: what " + PolicyText.applied(binding) + " grants, for "
                        + binding.binding().roleRef() + " is not in the files"));
        if (!decision.isAllowed()) {
            policy.inForce()
                    .ownNearMisses(user, request)
                    .forEach(miss -> indent(lines, PolicyText.nearMiss(miss, user)));
        }
        return new Answer(decision.isAllowed(), lines);
    }

    /**
     * Answers for example {@code list secrets -n dev}, about each subject of a binding in the files. As in statements, a
     * question without a name is also about each name: who may do it for some names comes last.
     */
    public Answer whoCan(String text) {
        AccessQuery query = PolicyQuestion.parse(text).query(policy.check());
        RequestAttributes request = query.attributes();
        RequestSet anyName = effective.requests(query.unchecked());
        List<String> all = new ArrayList<>();
        List<String> some = new ArrayList<>();
        for (Subject subject : policy.subjects()) {
            UserInfo user = UserInfo.of(subject);
            Decision decision = policy.inForce().decide(user, request);
            if (decision.isAllowed()) {
                add(all, subject, decision);
            } else {
                named(user, anyName)
                        .ifPresent(one -> add(some, subject, policy.inForce().decide(user, one)));
            }
        }
        List<String> lines = new ArrayList<>();
        if (!all.isEmpty()) {
            lines.add("who may " + request + ":");
            lines.addAll(all);
        }
        if (!some.isEmpty()) {
            lines.add("who may " + request + " for some names:");
            lines.addAll(some);
        }
        boolean isAnybody = !lines.isEmpty();
        if (!isAnybody) {
            lines.add("nobody in the bindings may " + request);
        }
        return new Answer(isAnybody, lines);
    }

    /** One of some requests that a user is allowed. */
    private Optional<RequestAttributes> named(UserInfo user, RequestSet some) {
        return policy.inForce().bindingsFor(user).stream()
                .map(applied -> applied.requests().intersection(some))
                .filter(requests -> !requests.isEmpty())
                .findFirst()
                .flatMap(effective::witness);
    }

    private static void add(List<String> lines, Subject subject, Decision decision) {
        lines.add("  " + subject);
        decision.grants().forEach(grant -> indent(lines, indented(PolicyText.grant(grant))));
    }

    private static void indent(List<String> lines, List<String> more) {
        lines.addAll(indented(more));
    }

    private static List<String> indented(List<String> lines) {
        return lines.stream().map(line -> "  " + line).toList();
    }
}
