package dev.kubeuser.manifest;

import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.commons.text.StringSubstitutor;

/**
 * Fills in placeholders. Only {@code ${kubeuser.NAME}} is one, so that {@code $(VAR)}, {@code ${VAR}} and any other
 * dollar sign stays as it is; {@code $${kubeuser.NAME}} stands for the text itself.
 */
final class Placeholders {

    private static final String BEGIN = "${kubeuser.";
    private static final String END = "}";
    private static final Pattern PLACEHOLDER = Pattern.compile("(?<!\\$)\\$\\{(kubeuser\\.[^}\\s]*)}");

    private final Map<String, String> values;

    /** By names that begin with {@code kubeuser.}. */
    Placeholders(Map<String, String> values) {
        this.values = Map.copyOf(values);
    }

    SourceFile fillIn(SourceFile file) {
        Matcher placeholder = PLACEHOLDER.matcher(file.text());
        while (placeholder.find()) {
            if (!values.containsKey(placeholder.group(1))) {
                throw new ManifestException(file.atOffset(placeholder.start()) + ": there is no value for "
                        + placeholder.group() + "; " + known());
            }
        }
        StringSubstitutor substitutor =
                new StringSubstitutor(name -> values.get("kubeuser." + name), BEGIN, END, '$').setValueDelimiter("");
        return file.withText(substitutor.replace(file.text()));
    }

    private String known() {
        return values.isEmpty()
                ? "no placeholder is declared here: @KubeNamespace declares ${kubeuser.namespace}"
                : "declared here are " + new TreeSet<>(values.keySet());
    }
}
