package dev.kubeuser.assertion;

import dev.kubeuser.rbac.BindingReference;
import dev.kubeuser.rbac.RoleReference;
import dev.kubeuser.rbac.Subject;
import dev.kubeuser.rbac.internal.GoQuote;
import dev.kubeuser.review.internal.ReviewAnswer;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the reasons that the RBAC authorizer gives.
 *
 * @param text the reason of a review, with its evaluation error
 * @param namespace of the question
 */
record ServerReason(String text, String namespace) {

    private static final Pattern ALLOWED =
            Pattern.compile("RBAC: allowed by (ClusterRoleBinding|RoleBinding) " + GoQuote.QUOTED
                    + " of (ClusterRole|Role) " + GoQuote.QUOTED + " to (User|Group|ServiceAccount) " + GoQuote.QUOTED);

    static ServerReason of(ReviewAnswer answer) {
        String namespace = answer.query().attributes().namespace();
        return new ServerReason(answer.reason() + " " + answer.evaluationError(), namespace);
    }

    /** The one way that the authorizer found first. */
    Optional<Grants.Granted> granted() {
        Matcher allowed = ALLOWED.matcher(text);
        if (!allowed.find()) {
            return Optional.empty();
        }
        return Optional.of(Grants.Granted.of(
                binding(allowed.group(1), GoQuote.unquote(allowed.group(2))),
                role(allowed.group(3), GoQuote.unquote(allowed.group(4))),
                subject(allowed.group(5), GoQuote.unquote(allowed.group(6)))));
    }

    private static BindingReference binding(String kind, String name) {
        int slash = kind.equals("RoleBinding") ? name.lastIndexOf('/') : -1;
        return slash < 0
                ? new BindingReference(kind, "", name)
                : new BindingReference(kind, name.substring(slash + 1), name.substring(0, slash));
    }

    private RoleReference role(String kind, String name) {
        return new RoleReference(kind, kind.equals("Role") ? namespace : "", name);
    }

    /** The authorizer writes NAME/NAMESPACE, unlike everything else. A slash in another name is part of the name. */
    private static Subject subject(String kind, String name) {
        int slash = kind.equals("ServiceAccount") ? name.lastIndexOf('/') : -1;
        return slash < 0
                ? new Subject(kind, "", name)
                : new Subject(kind, name.substring(slash + 1), name.substring(0, slash));
    }
}
