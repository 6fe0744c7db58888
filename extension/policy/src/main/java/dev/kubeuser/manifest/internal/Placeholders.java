// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.manifest.internal;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.apache.commons.text.StringSubstitutor;
import org.apache.commons.text.lookup.StringLookup;

/**
 * Fills in placeholders of the form {@code ${kubeuser.NAME}}. {@code $(VAR)}, {@code ${VAR}} and any other dollar sign
 * stay unchanged; {@code $${kubeuser.NAME}} escapes a placeholder.
 */
public final class Placeholders {

    /** A placeholder without a value, at an offset in the text. */
    public record Missing(int offset, String message) {}

    private static final String BEGIN = "${kubeuser.";
    private static final String END = "}";
    private static final Pattern PLACEHOLDER = Pattern.compile("(?<!\\$)\\$\\{(kubeuser\\.[^}\\s]*)}");

    private final Map<String, String> values;

    /** Maps names, which begin with {@code kubeuser.}, to values. */
    public Placeholders(Map<String, String> values) {
        this.values = Map.copyOf(values);
    }

    /** The first placeholder in a text that has no value. */
    public Optional<Missing> missing(String text) {
        if (!isIn(text)) {
            return Optional.empty();
        }
        return PLACEHOLDER
                .matcher(text)
                .results()
                .filter(placeholder -> !values.containsKey(placeholder.group(1)))
                .findFirst()
                .map(placeholder -> new Missing(placeholder.start(), missing(placeholder.group(), values.keySet())));
    }

    /** Reports which placeholder has no value, and which ones have. */
    public static String missing(String placeholder, Set<String> declared) {
        return "there is no value for " + placeholder + "; "
                + (declared.isEmpty()
                        ? "no placeholder is declared here: @KubeNamespace declares ${kubeuser.namespace}"
                        : "declared here are " + new TreeSet<>(declared));
    }

    /** The text with the values filled in. */
    public String fillIn(String text) {
        return fillIn(text, name -> values.get("kubeuser." + name));
    }

    /** The text with one value in the place of all placeholders. */
    public static String fillInAll(String text, String value) {
        return fillIn(text, name -> value);
    }

    private static String fillIn(String text, StringLookup values) {
        return isIn(text)
                ? new StringSubstitutor(values, BEGIN, END, '$')
                        .setValueDelimiter("")
                        .replace(text)
                : text;
    }

    /** Most files have none, and some are large. */
    private static boolean isIn(String text) {
        return text.contains(BEGIN);
    }
}
