// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.table.internal;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.kubeuser.rbac.Subject;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Writes parts of a table. */
public final class YamlText {

    /** What YAML takes for the same text, wherever it stands. */
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z/][A-Za-z0-9_./@-]*(:[A-Za-z0-9_./@-]+)*");

    private static final Set<String> WORDS = Set.of("y", "n", "yes", "no", "on", "off", "true", "false", "null");
    private static final Gson JSON = new GsonBuilder().disableHtmlEscaping().create();

    private YamlText() {}

    /** Returns the subject as tables name it, for example {@code group:developers}. */
    public static String name(Subject subject) {
        return switch (subject.kind()) {
            case "ServiceAccount" -> "serviceaccount:" + subject.namespace() + "/" + subject.name();
            case "Group" -> "group:" + subject.name();
            default -> "user:" + subject.name();
        };
    }

    /**
     * Returns what a case asks, for example <code>{verb: list, resource: pods, namespace: dev}</code>.
     *
     * @param resource the resource, or the path
     * @param names the names of objects; empty for all
     * @param namespace the namespace; {@code *} for all at once, empty for none
     */
    public static String when(List<String> verbs, String resource, List<String> names, String namespace) {
        return "{verb: " + list(verbs)
                + (resource.startsWith("/") ? ", path: " : ", resource: ") + scalar(resource)
                + (names.isEmpty() ? "" : ", name: " + list(names))
                + (namespace.isEmpty() ? "" : ", namespace: " + scalar(namespace))
                + "}";
    }

    public static String list(List<String> texts) {
        return texts.size() == 1
                ? scalar(texts.get(0))
                : texts.stream().map(YamlText::scalar).collect(Collectors.joining(", ", "[", "]"));
    }

    /** A placeholder would be filled in. */
    public static String scalar(String text) {
        return literal(text.replace("${", "$${"));
    }

    /** Returns a value in one line, without placeholders, as in <code>{username: ann, groups: [sre]}</code>. */
    static String literal(JsonElement value) {
        if (value instanceof JsonObject object) {
            return object.entrySet().stream()
                    .map(entry -> literal(entry.getKey()) + ": " + literal(entry.getValue()))
                    .collect(Collectors.joining(", ", "{", "}"));
        }
        return value instanceof JsonArray array
                ? array.asList().stream().map(YamlText::literal).collect(Collectors.joining(", ", "[", "]"))
                : literal(value.getAsString());
    }

    /** JSON is YAML. */
    private static String literal(String literal) {
        boolean isPlain = literal.lines().count() == 1
                && Pattern.compile(" ")
                        .splitAsStream(literal)
                        .allMatch(word -> PLAIN.matcher(word).matches())
                && !WORDS.contains(literal.toLowerCase(Locale.ROOT));
        return isPlain ? literal : visible(JSON.toJson(literal));
    }

    /** Shows each character to a reviewer. */
    private static String visible(String json) {
        return json.chars()
                .mapToObj(character -> character <= '~' || Character.isLetterOrDigit(character)
                        ? String.valueOf((char) character)
                        : String.format(Locale.ROOT, "\\u%04x", character))
                .collect(Collectors.joining());
    }
}
