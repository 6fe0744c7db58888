package dev.kubeuser.coverage.internal;

import dev.kubeuser.coverage.Suggestion;
import dev.kubeuser.rbac.RequestAttributes;
import dev.kubeuser.rbac.UserInfo;
import dev.kubeuser.review.AccessQuery;
import dev.kubeuser.review.AccessQueryException;
import dev.kubeuser.run.internal.OwnNamespaces;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A question that an assertion can ask, and how it is written in Java.
 *
 * @param request the request that it asks about
 * @param source a Java expression, with the methods of {@link AccessQuery}
 * @param parameters the parameters of a test method that declare its variables
 */
public record Question(RequestAttributes request, String source, List<String> parameters) {

    private static final Set<String> METHODS =
            Set.of("get", "list", "watch", "create", "update", "patch", "delete", "deletecollection");

    /** Creates a question about a URL, or about a resource cluster-wide; empty if there is no such request. */
    static Optional<Question> of(String verb, String resourceOrUrl) {
        return of(verb, resourceOrUrl, "", null, OwnNamespaces.none());
    }

    /** Creates a question about a resource, in a namespace or, if that is empty, in all namespaces. */
    static Optional<Question> of(
            String verb, String resourceOrUrl, String name, @Nullable String namespace, OwnNamespaces own) {
        try {
            AccessQuery query = AccessQuery.verb(verb, resourceOrUrl);
            String source = METHODS.contains(verb)
                    ? verb + "(" + JavaText.literal(resourceOrUrl) + ")"
                    : "verb(" + JavaText.literal(verb) + ", " + JavaText.literal(resourceOrUrl) + ")";
            if (!name.isEmpty()) {
                query = query.named(name);
                source += ".named(" + JavaText.expression(name, own) + ")";
            }
            if (namespace != null) {
                query = namespace.isEmpty() ? query.inAllNamespaces() : query.in(namespace);
                source +=
                        namespace.isEmpty() ? ".inAllNamespaces()" : ".in(" + JavaText.expression(namespace, own) + ")";
            }
            List<String> parameters = Stream.of(name, namespace == null ? "" : namespace)
                    .flatMap(text -> JavaText.namespaceParameter(text, own).stream())
                    .distinct()
                    .toList();
            return Optional.of(new Question(query.attributes(), source, parameters));
        } catch (AccessQueryException impossible) {
            return Optional.empty();
        }
    }

    /** Returns the assertion that asks it. */
    public Suggestion suggestion(UserInfo user, boolean allowed, OwnNamespaces own) {
        AskedSubject asked = AskedSubject.of(user, own);
        return new Suggestion(
                user,
                request,
                allowed,
                "assertThat(" + asked.expression() + ")." + (allowed ? "can" : "cannot") + "(" + source + ");",
                Stream.concat(asked.parameters().stream(), parameters.stream())
                        .distinct()
                        .toList());
    }
}
