// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.rbac;

import dev.kubeuser.base.internal.GoQuote;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What the API server answered; what an evaluator decides is held against it, and the reasons of both. */
record Comparison(List<Question> questions, List<Answer> answers) {

    static Comparison ask(List<Question> questions, AccessReviews reviews) {
        return new Comparison(questions, reviews.ask(questions));
    }

    private static final int ENOUGH = 10;

    /** In what they differ, in words, but not more than a reader needs; empty if in nothing. */
    List<String> differences(RbacPolicy policy) {
        List<String> differences = new ArrayList<>();
        for (int i = 0; i < answers.size() && differences.size() < ENOUGH; i++) {
            Question question = questions.get(i);
            Decision decision = policy.decide(question.user(), question.request());
            boolean quick = policy.allows(question.user(), question.request());
            String wrong = wrong(decision, quick, answers.get(i));
            if (wrong != null) {
                differences.add(question + ": " + wrong + "; the server says " + answers.get(i)
                        + ", the evaluator knows the grants " + decision.grants() + " and the dangling bindings "
                        + decision.dangling());
            }
        }
        return differences;
    }

    private static @Nullable String wrong(Decision decision, boolean quick, Answer answer) {
        if (decision.isAllowed() != answer.allowed()) {
            return "decided otherwise";
        }
        if (quick != decision.isAllowed()) {
            return "allows() and decide() differ";
        }
        return reasonIsKnown(decision, answer) ? null : "another reason";
    }

    private static boolean reasonIsKnown(Decision decision, Answer answer) {
        if (decision.isBypassed()) {
            return answer.reason().isEmpty();
        }
        if (answer.allowed()) {
            return decision.grants().stream().anyMatch(grant -> reason(grant).equals(GoQuote.unquote(answer.reason())));
        }
        Set<String> dangling =
                decision.dangling().stream().map(Comparison::reason).collect(Collectors.toSet());
        return dangling.equals(errors(answer.reason()));
    }

    /** The API server's words, with names as they are. It writes the namespace behind the name. */
    private static String reason(Grant grant) {
        BindingReference binding = grant.binding().id();
        RoleReference role = grant.role().id();
        Subject subject = grant.subject();
        return "RBAC: allowed by " + binding.kind() + " \"" + binding.name() + behind(binding.namespace()) + "\" of "
                + role.kind() + " \"" + role.name() + "\" to " + subject.kind() + " \"" + subject.name()
                + behind(subject.namespace()) + "\"";
    }

    private static String behind(String namespace) {
        return namespace.isEmpty() ? "" : "/" + namespace;
    }

    private static String reason(AppliedBinding dangling) {
        RoleReference role = dangling.binding().roleRef();
        return switch (role.kind()) {
            case "Role", "ClusterRole" ->
                role.kind().toLowerCase(Locale.ROOT) + ".rbac.authorization.k8s.io \"" + role.name() + "\" not found";
            default -> "unsupported role reference kind: \"" + role.kind() + "\"";
        };
    }

    /** Several errors are listed in brackets, in any order. */
    private static Set<String> errors(String reason) {
        // Since 1.37 the authorizer's name stands before a reason for no opinion.
        String listed = reason.replaceFirst("^(?:rbac: )?RBAC: \\[?", "").replaceFirst("]$", "");
        return listed.isEmpty()
                ? Set.of()
                : Stream.of(listed.split(", ")).map(GoQuote::unquote).collect(Collectors.toCollection(TreeSet::new));
    }
}
