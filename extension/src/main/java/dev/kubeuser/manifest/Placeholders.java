package dev.kubeuser.manifest;

import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.commons.text.StringSubstitutor;

/**
 * Fills in placeholders of the form {@code ${kubeuser.NAME}}. {@code $(VAR)}, {@code ${VAR}} and any other dollar sign stay
 * as they are; {@code $${kubeuser.NAME}} escapes a placeholder.
 */
final class Placeholders {

    private static final String BEGIN = "${kubeuser.";
    private static final String END = "}";
    private static final Pattern PLACEHOLDER = Pattern.compile("(?<!\\$)\\$\\{(kubeuser\\.[^}\\s]*)}");

    private final Map<String, String> values;

    /** Maps names, which begin with {@code kubeuser.}, to values. */
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
