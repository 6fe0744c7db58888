package dev.kubeuser.manifest;

import java.util.ArrayList;
import java.util.List;

/**
 * Prepares JSON for a parser of YAML 1.1. Splits a stream into its values, each behind as many line breaks as precede it in
 * the file, so that line numbers hold, and drops the escape {@code \/}, which YAML 1.1 lacks.
 */
final class JsonText {

    private final String text;
    private final List<String> values = new ArrayList<>();
    private StringBuilder value = new StringBuilder();
    private int depth;
    private boolean quoted;

    private JsonText(String text) {
        this.text = text;
    }

    /** Like kubectl, takes a text that starts with a brace for JSON. */
    static boolean isJson(String text) {
        return text.stripLeading().startsWith("{");
    }

    static List<String> values(String text) {
        JsonText json = new JsonText(text);
        json.scan();
        return json.values;
    }

    private void scan() {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean escape = quoted && c == '\\' && i + 1 < text.length();
            if (escape) {
                i++;
                escaped(text.charAt(i));
            } else {
                plain(c);
                endValue(c, i + 1);
            }
        }
        if (!value.toString().isBlank()) {
            values.add(value.toString());
        }
    }

    private void escaped(char c) {
        value.append(c == '/' ? "/" : "\\" + c);
    }

    private void plain(char c) {
        if (c == '"') {
            quoted = !quoted;
        } else if (!quoted) {
            depth += c == '{' ? 1 : c == '}' ? -1 : 0;
        }
        value.append(c);
    }

    private void endValue(char c, int next) {
        if (c == '}' && !quoted && depth == 0) {
            values.add(value.toString());
            value = new StringBuilder("\n".repeat((int)
                    text.substring(0, next).chars().filter(b -> b == '\n').count()));
        }
    }
}
