package dev.kubeuser.coverage.internal;

import dev.kubeuser.rbac.UserInfo;
import dev.kubeuser.request.RequestAttributes;
import java.util.List;

/**
 * An assertion that would kill a surviving mutant, or cover what is not covered.
 *
 * @param user the user whose access it checks
 * @param request the request that it asks about
 * @param allowed whether the policy without the mutation allows it
 * @param source a Java statement with the methods of {@code KubeAssertions} and {@code AccessQuery}, for example
 *     {@code assertThat(alice).cannot(delete("pods").in("dev"));} or, if no test was written in Java, a line of a table
 *     in YAML
 * @param parameters the parameters of a test method that declare what the statement uses, in Java, for example
 *     {@code @KubeUser("alice") KubeAccess alice}; of a line, the option that declares its user
 */
public record Suggestion(
        UserInfo user, RequestAttributes request, boolean allowed, String source, List<String> parameters) {

    /** Copies the list. */
    public Suggestion {
        parameters = List.copyOf(parameters);
    }
}
