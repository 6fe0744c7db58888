// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.manifest.internal;

import java.util.ArrayList;
import java.util.List;

/** Splits a stream of JSON values, which is not one YAML document. */
public final class JsonValues {

    /**
     * A part of a text.
     *
     * @param offset where it begins
     * @param linesBefore how many lines end before that
     * @param isJson whether it is JSON, which may have the escape {@code \/} that YAML 1.1 lacks
     */
    public record Part(int offset, int linesBefore, boolean isJson, String text) {}

    private JsonValues() {}

    /**
     * Returns the values of JSON, or the whole of YAML. Like kubectl, takes a text that starts with a brace for JSON.
     */
    public static List<Part> in(String text) {
        return text.stripLeading().startsWith("{") ? values(text) : List.of(new Part(0, 0, false, text));
    }

    private static List<Part> values(String text) {
        List<Part> values = new ArrayList<>();
        int begin = 0;
        int linesBefore = 0;
        int lines = 0;
        int depth = 0;
        boolean isQuoted = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            lines += c == '\n' ? 1 : 0;
            if (isQuoted && c == '\\') {
                i++;
            } else if (c == '"') {
                isQuoted = !isQuoted;
            } else if (!isQuoted && c == '{') {
                depth++;
            } else if (!isQuoted && c == '}') {
                depth--;
                if (depth == 0) {
                    values.add(new Part(begin, linesBefore, true, text.substring(begin, i + 1)));
                    begin = i + 1;
                    linesBefore = lines;
                }
            }
        }
        if (!text.substring(begin).isBlank()) {
            values.add(new Part(begin, linesBefore, true, text.substring(begin)));
        }
        return values;
    }
}
