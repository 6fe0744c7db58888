package dev.kubeuser.coverage;

import dev.kubeuser.rbac.RequestAttributes;
import dev.kubeuser.rbac.UserInfo;

/**
 * An assertion that would notice a mistake.
 *
 * @param user of whom
 * @param request on what
 * @param allowed whether the policy without the mistake allows it
 * @param source a Java statement with the methods of {@code KubeAssertions} and {@code AccessQuery}, for example
 *     {@code assertThat(alice).cannot(delete("pods").in("dev"));}
 */
public record Suggestion(UserInfo user, RequestAttributes request, boolean allowed, String source) {

    static Suggestion of(UserInfo user, Question question, boolean allowed) {
        String source = "assertThat(" + JavaText.variable(user) + ")." + (allowed ? "can" : "cannot") + "("
                + question.source() + ");";
        return new Suggestion(user, question.request(), allowed, source);
    }

    /** The same with the user's name in a comment. */
    Suggestion withUser() {
        return new Suggestion(user, request, allowed, source + " // " + JavaText.literal(user.name()));
    }
}
