package dev.kubeuser.manifest;

import java.util.ArrayList;
import java.util.List;

/**
 * Prepares JSON for a YAML 1.1 parser: splits a stream into its values, and drops the escape {@code \/}, which YAML 1.1
 * lacks.
 */
final class JsonText {

    private final String text;
    private final List<TextPart> values = new ArrayList<>();
    private StringBuilder value = new StringBuilder();
    private int linesBefore;
    private int lines;
    private int depth;
    private boolean quoted;

    private JsonText(String text) {
        this.text = text;
    }

    /** Like kubectl, treats text that starts with a brace as JSON. */
    static boolean isJson(String text) {
        return text.stripLeading().startsWith("{");
    }

    static List<TextPart> values(String text) {
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
            }
        }
        if (!value.toString().isBlank()) {
            endValue();
        }
    }

    private void escaped(char c) {
        value.append(c == '/' ? "/" : "\\" + c);
    }

    private void plain(char c) {
        value.append(c);
        lines += c == '\n' ? 1 : 0;
        if (c == '"') {
            quoted = !quoted;
        } else if (!quoted && c == '{') {
            depth++;
        } else if (!quoted && c == '}') {
            depth--;
            if (depth == 0) {
                endValue();
            }
        }
    }

    private void endValue() {
        values.add(new TextPart(linesBefore, value.toString()));
        value = new StringBuilder();
        linesBefore = lines;
    }
}
