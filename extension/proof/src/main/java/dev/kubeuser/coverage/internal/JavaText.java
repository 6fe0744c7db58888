package dev.kubeuser.coverage.internal;

import dev.kubeuser.rbac.UserInfo;
import dev.kubeuser.run.internal.OwnNamespaces;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.lang.model.SourceVersion;
import org.apache.commons.text.StringEscapeUtils;

/** Writes Java source. */
public final class JavaText {

    private static final String NAMESPACE = "namespace";

    private JavaText() {}

    /** Whatever is in the text stays within the literal. */
    public static String literal(String text) {
        return "\"" + StringEscapeUtils.escapeJava(text) + "\"";
    }

    /** Returns the variable for a user: the user name, without the prefix of ServiceAccounts. */
    public static String variable(UserInfo user) {
        return variable(user.name().substring(user.name().lastIndexOf(':') + 1), "user");
    }

    /** Returns a variable made of the words in a name, with a prefix if it would not be an identifier otherwise. */
    static String variable(String name, String before) {
        StringBuilder variable = new StringBuilder();
        for (String word : name.split("[^A-Za-z0-9]+", -1)) {
            variable.append(variable.isEmpty() ? decapitalized(word) : capitalized(word));
        }
        String written = variable.toString();
        return SourceVersion.isIdentifier(written) && !SourceVersion.isKeyword(written) ? written : before + written;
    }

    /**
     * Returns a string expression in which a namespace created for the test is a variable, such as
     * {@code devNamespace}.
     */
    public static String expression(String text, OwnNamespaces own) {
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

    private static String decapitalized(String word) {
        return word.isEmpty() ? "" : word.substring(0, 1).toLowerCase(Locale.ROOT) + word.substring(1);
    }

    private static String capitalized(String word) {
        return word.isEmpty() ? "" : word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1);
    }
}
