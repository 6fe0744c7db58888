package dev.kubeuser.tool;

import dev.kubeuser.assertion.internal.PolicyText;
import dev.kubeuser.coverage.internal.ProbeUsers;
import dev.kubeuser.rbac.Decision;
import dev.kubeuser.rbac.RequestAttributes;
import dev.kubeuser.rbac.Subject;
import dev.kubeuser.rbac.UserInfo;
import dev.kubeuser.review.internal.QueryCheck;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Answers questions by the evaluator that decides as the API server does.
 *
 * @param policy the policy
 * @param check refuses what no API server is asked; {@code null} to answer everything
 */
record PolicyAnswers(AssumedPolicy policy, @Nullable QueryCheck check) {

    /** Answers for example {@code user:jane get pods -n dev}. */
    PolicyFiles.Answer can(String text) {
        List<String> words = Arrays.asList(text.strip().split("\\s+", -1));
        Subject subject = Subject.parse(words.get(0));
        RequestAttributes request =
                PolicyQuestion.of(words.subList(1, words.size()), text).request(check);
        UserInfo user = ProbeUsers.named(subject);
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
        return new PolicyFiles.Answer(decision.isAllowed(), lines);
    }

    /** Answers for example {@code list secrets -n dev}, about each subject of a binding in the files. */
    PolicyFiles.Answer whoCan(String text) {
        RequestAttributes request = PolicyQuestion.parse(text).request(check);
        List<String> lines = new ArrayList<>();
        for (Subject subject : policy.subjects()) {
            Decision decision = policy.inForce().decide(ProbeUsers.named(subject), request);
            if (decision.isAllowed()) {
                lines.add("  " + subject);
                decision.grants().forEach(grant -> indent(lines, indented(PolicyText.grant(grant))));
            }
        }
        boolean isAnybody = !lines.isEmpty();
        lines.add(0, isAnybody ? "who may " + request + ":" : "nobody in the bindings may " + request);
        return new PolicyFiles.Answer(isAnybody, lines);
    }

    private static void indent(List<String> lines, List<String> more) {
        lines.addAll(indented(more));
    }

    private static List<String> indented(List<String> lines) {
        return lines.stream().map(line -> "  " + line).toList();
    }
}
