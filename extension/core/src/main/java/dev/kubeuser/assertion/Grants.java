// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.assertion;

import dev.kubeuser.base.internal.GoQuote;
import dev.kubeuser.question.internal.AccessReviewer;
import dev.kubeuser.question.internal.AccessReviewer.ReviewAnswer;
import dev.kubeuser.rbac.BindingReference;
import dev.kubeuser.rbac.Grant;
import dev.kubeuser.rbac.RoleReference;
import dev.kubeuser.rbac.Subject;
import dev.kubeuser.rbac.internal.PolicyText;
import dev.kubeuser.request.RequestAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * All the ways in which a user may do something. They are read from the policy on first use and narrowed by assertions.
 */
final class Grants {

    private static final Pattern REASON =
            Pattern.compile("RBAC: allowed by (ClusterRoleBinding|RoleBinding) " + GoQuote.QUOTED
                    + " of (ClusterRole|Role) " + GoQuote.QUOTED + " to (User|Group|ServiceAccount) " + GoQuote.QUOTED);

    private final AccessReviewer reviewer;
    private final ReviewAnswer answer;
    private @Nullable List<Granted> ways;

    Grants(AccessReviewer reviewer, ReviewAnswer answer) {
        this.reviewer = reviewer;
        this.answer = answer;
    }

    private Grants(Grants all, Predicate<Granted> expected) {
        this(all.reviewer, all.answer);
        this.ways = all.ways().stream().filter(expected).toList();
    }

    AccessReviewer reviewer() {
        return reviewer;
    }

    ReviewAnswer answer() {
        return answer;
    }

    /** The policy knows all of them. The server names one. If they differ, the server is right. */
    List<Granted> ways() {
        List<Granted> known = ways;
        if (known == null) {
            known = answer.isAllowed() && reviewer.otherAuthorizer(answer).isEmpty() ? find() : List.of();
            ways = known;
        }
        return known;
    }

    private List<Granted> find() {
        RequestAttributes question = answer.query().attributes();
        List<Granted> found = new ArrayList<>(reviewer.policy().decide(reviewer.userInfo(), question).grants().stream()
                .map(Granted::of)
                .toList());
        Granted.named(answer)
                .filter(named -> found.stream().noneMatch(way -> way.includes(named)))
                .ifPresent(found::add);
        return List.copyOf(found);
    }

    Grants only(Predicate<Granted> expected) {
        return new Grants(this, expected);
    }

    boolean isEmpty() {
        return ways().isEmpty();
    }

    /**
     * One way in which a request is allowed.
     *
     * @param binding for example {@code RoleBinding dev/developers}
     * @param role for example {@code ClusterRole view}
     * @param subjects the subjects of the binding that match the user, for example {@code Group developers}
     * @param lines the wording in a message
     */
    record Granted(BindingReference binding, RoleReference role, List<Subject> subjects, List<String> lines) {

        static Granted of(Grant grant) {
            return new Granted(grant.binding().id(), grant.role().id(), grant.subjects(), PolicyText.grant(grant));
        }

        /** As the server words it, without the rule. */
        private static Granted of(BindingReference binding, RoleReference role, Subject subject) {
            return new Granted(
                    binding, role, List.of(subject), List.of(role + " through " + binding + " to " + subject));
        }

        /** The one way that the RBAC authorizer found first, by the reason that it gives; empty if it gives none. */
        static Optional<Granted> named(ReviewAnswer answer) {
            Matcher reason = REASON.matcher(answer.reason() + " " + answer.evaluationError());
            if (!reason.find()) {
                return Optional.empty();
            }
            String kind = reason.group(3);
            String namespace = kind.equals("Role") ? answer.query().attributes().namespace() : "";
            return Optional.of(of(
                    binding(reason.group(1), GoQuote.unquote(reason.group(2))),
                    new RoleReference(kind, namespace, GoQuote.unquote(reason.group(4))),
                    subject(reason.group(5), GoQuote.unquote(reason.group(6)))));
        }

        boolean includes(Granted other) {
            return binding.equals(other.binding) && role.equals(other.role) && subjects.containsAll(other.subjects);
        }

        private static BindingReference binding(String kind, String name) {
            int slash = kind.equals("RoleBinding") ? name.lastIndexOf('/') : -1;
            return slash < 0
                    ? new BindingReference(kind, "", name)
                    : new BindingReference(kind, name.substring(slash + 1), name.substring(0, slash));
        }

        /**
         * The authorizer writes NAME/NAMESPACE, unlike everything else. A slash in another name is part of the name.
         */
        private static Subject subject(String kind, String name) {
            int slash = kind.equals("ServiceAccount") ? name.lastIndexOf('/') : -1;
            return slash < 0
                    ? new Subject(kind, "", name)
                    : new Subject(kind, name.substring(slash + 1), name.substring(0, slash));
        }
    }
}
