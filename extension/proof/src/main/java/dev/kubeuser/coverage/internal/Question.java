package dev.kubeuser.coverage.internal;

import dev.kubeuser.query.AccessQuery;
import dev.kubeuser.query.AccessQueryException;
import dev.kubeuser.rbac.UserInfo;
import dev.kubeuser.record.internal.RunRecord;
import dev.kubeuser.record.internal.TestLanguage;
import dev.kubeuser.request.RequestAttributes;
import dev.kubeuser.run.internal.OwnNamespaces;
import dev.kubeuser.table.internal.YamlText;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A question that an assertion can ask.
 *
 * @param request the request that it asks about
 * @param verb the verb, as {@link AccessQuery} takes it
 * @param resourceOrUrl the resource or the URL, as {@link AccessQuery} takes it
 * @param name the name of the object; empty for all
 * @param namespace the namespace; empty for all at once, {@code null} for none
 */
public record Question(
        RequestAttributes request,
        String verb,
        String resourceOrUrl,
        String name,
        @Nullable String namespace) {

    private static final Set<String> METHODS =
            Set.of("get", "list", "watch", "create", "update", "patch", "delete", "deletecollection");

    /** Creates a question about a URL, or about a resource cluster-wide; empty if there is no such request. */
    static Optional<Question> of(String verb, String resourceOrUrl) {
        return of(verb, resourceOrUrl, "", null);
    }

    /** Creates a question about a resource, in a namespace or, if that is empty, in all namespaces. */
    static Optional<Question> of(String verb, String resourceOrUrl, String name, @Nullable String namespace) {
        try {
            AccessQuery query = AccessQuery.verb(verb, resourceOrUrl);
            if (!name.isEmpty()) {
                query = query.named(name);
            }
            if (namespace != null) {
                query = namespace.isEmpty() ? query.inAllNamespaces() : query.in(namespace);
            }
            return Optional.of(new Question(query.attributes(), verb, resourceOrUrl, name, namespace));
        } catch (AccessQueryException impossible) {
            return Optional.empty();
        }
    }

    /**
     * Returns the assertion that asks it, in the language of the tests; without a source if a table cannot name the user.
     */
    public Suggestion suggestion(UserInfo user, boolean allowed, RunRecord run) {
        return run.language() == TestLanguage.TABLE ? line(user, allowed) : statement(user, allowed, run.namespaces());
    }

    private Suggestion line(UserInfo user, boolean allowed) {
        Optional<AskedSubject> asked = AskedSubject.inTable(user);
        String place = namespace == null ? "" : namespace;
        boolean isEverywhere = namespace != null && namespace.isEmpty();
        String when = YamlText.when(
                List.of(verb), resourceOrUrl, name.isEmpty() ? List.of() : List.of(name), isEverywhere ? "*" : place);
        return new Suggestion(
                user,
                request,
                allowed,
                asked.map(who -> "- {given: " + who.expression() + ", when: " + when + ", then: "
                                + (allowed ? "allow" : "deny") + "}")
                        .orElse(""),
                asked.map(AskedSubject::parameters).orElse(List.of()));
    }

    private Suggestion statement(UserInfo user, boolean allowed, OwnNamespaces own) {
        AskedSubject asked = AskedSubject.of(user, own);
        Stream<String> namespaces = Stream.of(name, namespace == null ? "" : namespace)
                .flatMap(text -> JavaText.namespaceParameter(text, own).stream());
        return new Suggestion(
                user,
                request,
                allowed,
                "assertThat(" + asked.expression() + ")." + (allowed ? "can" : "cannot") + "(" + query(own) + ");",
                Stream.concat(asked.parameters().stream(), namespaces)
                        .distinct()
                        .toList());
    }

    /** Returns a Java expression, with the methods of {@link AccessQuery}. */
    private String query(OwnNamespaces own) {
        String about = JavaText.literal(resourceOrUrl);
        String query = METHODS.contains(verb)
                ? verb + "(" + about + ")"
                : "verb(" + JavaText.literal(verb) + ", " + about + ")";
        if (!name.isEmpty()) {
            query += ".named(" + JavaText.expression(name, own) + ")";
        }
        if (namespace == null) {
            return query;
        }
        return query
                + (namespace.isEmpty() ? ".inAllNamespaces()" : ".in(" + JavaText.expression(namespace, own) + ")");
    }
}
