// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.analysis.internal;

import dev.kubeuser.analysis.internal.SuggestedAssertion.Suggestion;
import dev.kubeuser.base.internal.Printable;
import dev.kubeuser.credential.ServiceAccountSpec;
import dev.kubeuser.credential.UserSpec;
import dev.kubeuser.query.AccessQuery;
import dev.kubeuser.question.ReviewedSubject;
import dev.kubeuser.rbac.Subject;
import dev.kubeuser.rbac.UserInfo;
import dev.kubeuser.record.internal.RunRecord;
import dev.kubeuser.record.internal.RunRecord.RunPlace.TestLanguage;
import dev.kubeuser.run.internal.OwnNamespaces;
import dev.kubeuser.table.internal.YamlText;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.lang.model.SourceVersion;
import org.apache.commons.text.StringEscapeUtils;
import org.apache.commons.text.WordUtils;

/**
 * Writes what a user may or may not do as an assertion. In Java, a parameter of the test method declares the user, or
 * the administrator asks about one that cannot be declared. A line of a table names the user, or an option declares it.
 */
final class AssertionSource {

    private static final String AUTHENTICATED = "system:authenticated";
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_@%+=:,./-]+");
    private static final Set<String> METHODS =
            Set.of("get", "list", "watch", "create", "update", "patch", "delete", "deletecollection");

    private AssertionSource() {}

    /**
     * How a test asks about a user.
     *
     * @param expression what {@code assertThat} takes; in a table, the subject of the line
     * @param parameters the parameters of the test method, as in {@code @KubeUser("alice") KubeAccess alice}; of a
     *     table, the option that declares the user
     */
    private record Asked(String expression, List<String> parameters) {}

    /**
     * {@return an assertion in the language of the tests; without a source if a table cannot name the user}
     *
     * @param user the user
     * @param query what is asked
     * @param allowed whether the user may
     * @param run the run of the tests
     */
    static Suggestion of(UserInfo user, AccessQuery query, boolean allowed, RunRecord run) {
        return run.language() == TestLanguage.TABLE
                ? line(user, query, allowed)
                : statement(user, query, allowed, run.namespaces());
    }

    private static Suggestion line(UserInfo user, AccessQuery query, boolean allowed) {
        Optional<Asked> asked = inTable(user);
        String when = YamlText.when(
                List.of(query.verb()),
                resourceOrPath(query),
                query.name().isEmpty() ? List.of() : List.of(query.name()),
                query.isInAllNamespaces() ? "*" : query.namespace().orElse(""));
        return new Suggestion(
                user,
                query.attributes(),
                allowed,
                asked.map(who -> "- {given: " + who.expression() + ", when: " + when + ", then: "
                                + (allowed ? "allow" : "deny") + "}")
                        .orElse(""),
                asked.map(Asked::parameters).orElse(List.of()));
    }

    private static String resourceOrPath(AccessQuery query) {
        return query.path().isEmpty() ? query.resource() : query.path();
    }

    private static Suggestion statement(UserInfo user, AccessQuery query, boolean allowed, OwnNamespaces own) {
        Asked asked = inJava(user, own);
        Stream<String> namespaces = Stream.of(query.name(), query.namespace().orElse(""))
                .flatMap(text -> JavaText.namespaceParameter(text, own).stream());
        return new Suggestion(
                user,
                query.attributes(),
                allowed,
                "assertThat(" + asked.expression() + ")." + (allowed ? "can" : "cannot") + "(" + java(query, own)
                        + ");",
                Stream.concat(asked.parameters().stream(), namespaces)
                        .distinct()
                        .toList());
    }

    /** Returns a Java expression, with the methods of {@link AccessQuery}. */
    private static String java(AccessQuery query, OwnNamespaces own) {
        String about = JavaText.literal(resourceOrPath(query));
        String verb = METHODS.contains(query.verb())
                ? query.verb() + "(" + about + ")"
                : "verb(" + JavaText.literal(query.verb()) + ", " + about + ")";
        String name = query.name().isEmpty() ? "" : ".named(" + JavaText.expression(query.name(), own) + ")";
        String place = query.namespace()
                .map(namespace -> ".in(" + JavaText.expression(namespace, own) + ")")
                .orElse("");
        return verb + name + (query.isInAllNamespaces() ? ".inAllNamespaces()" : place);
    }

    private static Asked inJava(UserInfo user, OwnNamespaces own) {
        String variable = variable(user);
        if (user.equals(UserInfo.anonymous())) {
            return new Asked(variable, List.of("@KubeAnonymous KubeAccess " + variable));
        }
        String declaration = isOfThisRun(user, own) ? "" : declaration(user);
        return declaration.isEmpty()
                ? reviewed(user, own)
                : new Asked(variable, List.of(declaration + " KubeAccess " + variable));
    }

    /** Asks in a table; empty if neither a name nor an option stands for the user. */
    private static Optional<Asked> inTable(UserInfo user) {
        Optional<Asked> reviewed = reviewedName(user).map(name -> new Asked(YamlText.scalar(name), List.of()));
        List<String> groups = ownGroups(user);
        boolean isOption = !user.name().contains("=") && groups.stream().noneMatch(group -> group.contains(","));
        return reviewed.isPresent() || !isOption || declaration(user).isEmpty()
                ? reviewed
                : Optional.of(new Asked(
                        YamlText.scalar(user.name()),
                        List.of("--user " + quoted(Printable.text(user.name() + "=" + String.join(",", groups))))));
    }

    /** Quotes an argument of a command for a shell. */
    private static String quoted(String argument) {
        return PLAIN.matcher(argument).matches() ? argument : "'" + argument.replace("'", "'\\''") + "'";
    }

    /** Returns the variable for a user, which is none of those for clusters and namespaces. */
    static String variable(UserInfo user) {
        String variable = JavaText.variable(user);
        return variable.equals("cluster") || variable.toLowerCase(Locale.ROOT).endsWith("namespace")
                ? variable + "User"
                : variable;
    }

    /** Whether its names are other ones in the next run, while an annotation has the same. */
    private static boolean isOfThisRun(UserInfo user, OwnNamespaces own) {
        return Stream.concat(Stream.of(user.name()), user.groups().stream())
                .anyMatch(name -> !own.written(name).equals(name));
    }

    /** Returns the annotation that declares a user; empty if none can. */
    private static String declaration(UserInfo user) {
        try {
            return Subject.serviceAccountOf(user.name())
                    .map(account -> account(user, account))
                    .orElseGet(() -> certified(user));
        } catch (IllegalArgumentException undeclarable) {
            return "";
        }
    }

    private static String account(UserInfo user, Subject account) {
        ServiceAccountSpec.named(account.namespace(), account.name());
        return user.equals(UserInfo.serviceAccount(account.namespace(), account.name()))
                ? "@KubeServiceAccount(" + JavaText.literal(account.namespace() + "/" + account.name()) + ")"
                : "";
    }

    private static String certified(UserInfo user) {
        List<String> groups = ownGroups(user);
        UserSpec.named(user.name()).withGroups(groups.toArray(new String[0]));
        if (!user.groups().contains(AUTHENTICATED)) {
            return "";
        }
        String name = JavaText.literal(user.name());
        String all = groups.stream().map(JavaText::literal).collect(Collectors.joining(", "));
        return switch (groups.size()) {
            case 0 -> "@KubeUser(" + name + ")";
            case 1 -> "@KubeUser(value = " + name + ", groups = " + all + ")";
            default -> "@KubeUser(value = " + name + ", groups = {" + all + "})";
        };
    }

    /** Asks by SubjectAccessReview. */
    private static Asked reviewed(UserInfo user, OwnNamespaces own) {
        Optional<String> name = reviewedName(user);
        Stream<String> texts =
                name.isPresent() ? name.stream() : Stream.concat(Stream.of(user.name()), user.groups().stream());
        List<String> parameters = new ArrayList<>(List.of("Cluster cluster"));
        texts.flatMap(text -> JavaText.namespaceParameter(text, own).stream())
                .distinct()
                .forEach(parameters::add);
        String expression = name.map(text -> "ReviewedSubject.of(cluster, " + JavaText.expression(text, own) + ")")
                .orElseGet(() -> exactly(user, own));
        return new Asked(expression, List.copyOf(parameters));
    }

    /** Returns the name by which {@link ReviewedSubject#of} makes the same user, or of a group one of its members. */
    private static Optional<String> reviewedName(UserInfo user) {
        Subject itself = Subject.user(user.name());
        return Stream.of(
                        itself.normal().stream(),
                        Stream.of(itself),
                        user.groups().stream().map(Subject::group))
                .flatMap(subjects -> subjects)
                .filter(subject -> user.equals(UserInfo.of(subject)) || user.equals(Requesters.user(subject)))
                .map(YamlText::name)
                .filter(text -> Subject.find(text).isPresent())
                .findFirst();
    }

    private static String exactly(UserInfo user, OwnNamespaces own) {
        String all = user.groups().stream()
                .map(group -> ", " + JavaText.expression(group, own))
                .collect(Collectors.joining());
        return "new ReviewedSubject(cluster, " + JavaText.expression("user:" + user.name(), own) + ", UserInfo.exactly("
                + JavaText.expression(user.name(), own) + all + "))";
    }

    private static List<String> ownGroups(UserInfo user) {
        return user.groups().stream()
                .filter(group -> !group.equals(AUTHENTICATED))
                .sorted()
                .toList();
    }

    /** Writes Java source. */
    private static final class JavaText {

        private static final String NAMESPACE = "namespace";

        private JavaText() {}

        /** Whatever is in the text stays within the literal. */
        static String literal(String text) {
            return "\"" + StringEscapeUtils.escapeJava(text) + "\"";
        }

        /** Returns the variable for a user: the user name, without the prefix of ServiceAccounts. */
        static String variable(UserInfo user) {
            return variable(user.name().substring(user.name().lastIndexOf(':') + 1), "user");
        }

        /** Returns a variable made of the words in a name, with a prefix if it would not be an identifier otherwise. */
        static String variable(String name, String before) {
            StringBuilder variable = new StringBuilder();
            for (String word : name.split("[^A-Za-z0-9]+", -1)) {
                variable.append(variable.isEmpty() ? WordUtils.uncapitalize(word) : WordUtils.capitalize(word));
            }
            String written = variable.toString();
            return SourceVersion.isIdentifier(written) && !SourceVersion.isKeyword(written)
                    ? written
                    : before + written;
        }

        /**
         * Returns a string expression in which a namespace created for the test is a variable, such as
         * {@code devNamespace}.
         */
        static String expression(String text, OwnNamespaces own) {
            return own.declared().entrySet().stream()
                    .filter(namespace -> text.contains(namespace.getKey()))
                    .findFirst()
                    .map(namespace -> expression(text, namespace.getKey(), namespace.getValue()))
                    .orElseGet(() -> literal(text));
        }

        /** Returns the parameter that declares the variable in {@link #expression}, if it has one. */
        static Optional<String> namespaceParameter(String text, OwnNamespaces own) {
            return own.declared().entrySet().stream()
                    .filter(namespace -> text.contains(namespace.getKey()))
                    .findFirst()
                    .map(Map.Entry::getValue)
                    .map(called -> "@KubeNamespace" + (called.isEmpty() ? "" : "(" + literal(called) + ")") + " String "
                            + namespaceVariable(called));
        }

        private static String namespaceVariable(String called) {
            return called.isEmpty() ? NAMESPACE : variable(called + "-" + NAMESPACE, NAMESPACE);
        }

        private static String expression(String text, String name, String called) {
            int at = text.indexOf(name);
            String variable = namespaceVariable(called);
            return Stream.of(
                            literals(text.substring(0, at)),
                            Stream.of(variable),
                            literals(text.substring(at + name.length())))
                    .flatMap(part -> part)
                    .collect(Collectors.joining(" + "));
        }

        private static Stream<String> literals(String text) {
            return text.isEmpty() ? Stream.empty() : Stream.of(literal(text));
        }
    }
}
