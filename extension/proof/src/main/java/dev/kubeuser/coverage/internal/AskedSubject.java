package dev.kubeuser.coverage.internal;

import dev.kubeuser.base.internal.Printable;
import dev.kubeuser.credential.ServiceAccountSpec;
import dev.kubeuser.credential.UserSpec;
import dev.kubeuser.question.ReviewedSubject;
import dev.kubeuser.rbac.Subject;
import dev.kubeuser.rbac.UserInfo;
import dev.kubeuser.run.internal.OwnNamespaces;
import dev.kubeuser.table.internal.YamlText;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How a test asks about a user: in Java, a parameter of the test method declares it, or the administrator asks about one
 * that cannot be declared.
 *
 * @param expression what {@code assertThat} takes; in a table, whom the line is about
 * @param parameters the parameters of the test method, as in {@code @KubeUser("alice") KubeAccess alice}; of a table, the
 *     option that declares the user
 */
record AskedSubject(String expression, List<String> parameters) {

    private static final String AUTHENTICATED = "system:authenticated";
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_@%+=:,./-]+");

    static AskedSubject of(UserInfo user, OwnNamespaces own) {
        String variable = variable(user);
        if (user.equals(UserInfo.anonymous())) {
            return new AskedSubject(variable, List.of("@KubeAnonymous KubeAccess " + variable));
        }
        String declaration = isOfThisRun(user, own) ? "" : declaration(user);
        return declaration.isEmpty()
                ? reviewed(user, own)
                : new AskedSubject(variable, List.of(declaration + " KubeAccess " + variable));
    }

    /** Asks in a table; empty if neither a name nor an option stands for the user. */
    static Optional<AskedSubject> inTable(UserInfo user) {
        Optional<AskedSubject> reviewed =
                reviewedName(user).map(name -> new AskedSubject(YamlText.scalar(name), List.of()));
        List<String> groups = ownGroups(user);
        boolean isOption = !user.name().contains("=") && groups.stream().noneMatch(group -> group.contains(","));
        return reviewed.isPresent() || !isOption || declaration(user).isEmpty()
                ? reviewed
                : Optional.of(new AskedSubject(
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
    private static AskedSubject reviewed(UserInfo user, OwnNamespaces own) {
        Optional<String> name = reviewedName(user);
        Stream<String> texts =
                name.isPresent() ? name.stream() : Stream.concat(Stream.of(user.name()), user.groups().stream());
        List<String> parameters = new ArrayList<>(List.of("Cluster cluster"));
        texts.flatMap(text -> JavaText.namespaceParameter(text, own).stream())
                .distinct()
                .forEach(parameters::add);
        String expression = name.map(text -> "ReviewedSubject.of(cluster, " + JavaText.expression(text, own) + ")")
                .orElseGet(() -> exactly(user, own));
        return new AskedSubject(expression, List.copyOf(parameters));
    }

    /** Returns the name by which {@link ReviewedSubject#of} makes the same user, or of a group one of its members. */
    private static Optional<String> reviewedName(UserInfo user) {
        Subject itself = Subject.user(user.name());
        return Stream.of(
                        itself.normal().stream(),
                        Stream.of(itself),
                        user.groups().stream().map(Subject::group))
                .flatMap(subjects -> subjects)
                .filter(subject -> user.equals(UserInfo.of(subject)) || user.equals(ProbeUsers.named(subject)))
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
}
