package dev.kubeuser.manifest.internal;

import java.util.ArrayList;
import java.util.List;

/** Splits a stream of JSON values, which is not one YAML document; keeps offsets. */
public final class JsonValues {

    /** A part of a text. */
    public record Part(int offset, String text) {}

    private JsonValues() {}

    /** Returns the values of JSON, or the whole of YAML. */
    public static List<Part> in(String text) {
        return text.stripLeading().startsWith("{") ? values(text) : List.of(new Part(0, text));
    }

    private static List<Part> values(String text) {
        List<Part> values = new ArrayList<>();
        int begin = 0;
        int depth = 0;
        boolean isQuoted = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (isQuoted && c == '\\') {
                i++;
            } else if (c == '"') {
                isQuoted = !isQuoted;
            } else if (!isQuoted && c == '{') {
                depth++;
            } else if (!isQuoted && c == '}') {
                depth--;
                if (depth == 0) {
                    values.add(new Part(begin, forYaml(text.substring(begin, i + 1))));
                    begin = i + 1;
                }
            }
        }
        if (!text.substring(begin).isBlank()) {
            values.add(new Part(begin, forYaml(text.substring(begin))));
        }
        return values;
    }

    /** YAML 1.1 lacks the escape of a slash. Only offsets matter here, not the text. */
    private static String forYaml(String json) {
        return json.replace("\\\\", "xx").replace("\\/", "//");
    }
}
