package dev.kubeuser.table.internal;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;

/** Several texts in one cell: separated by semicolons, or a JSON list, which may have any text. */
final class TextList {

    private static final String SEPARATOR = ";";
    private static final Gson GSON = new GsonBuilder().disableHtmlEscaping().create();

    private TextList() {}

    /** Reads a cell; one that is empty has none. */
    static Set<String> parse(CsvTable.Line line, String heading) {
        String cell = line.cell(heading);
        Set<String> texts = new LinkedHashSet<>();
        if (cell.startsWith("[")) {
            list(line, heading).forEach(text -> texts.add(text.getAsString()));
        } else {
            Arrays.stream(cell.split(SEPARATOR, -1))
                    .map(String::strip)
                    .filter(text -> !text.isEmpty())
                    .forEach(texts::add);
        }
        return texts;
    }

    private static JsonArray list(CsvTable.Line line, String heading) {
        try {
            if (JsonParser.parseString(line.cell(heading)) instanceof JsonArray list
                    && list.asList().stream().allMatch(JsonElement::isJsonPrimitive)) {
                return list;
            }
        } catch (JsonParseException malformed) {
            throw line.malformed(heading + " is not JSON: " + malformed.getMessage());
        }
        throw line.malformed(heading + " is not a list of texts, as ['a', 'b'] is");
    }

    /** Returns the cell that has these texts. */
    static String of(Collection<String> texts) {
        boolean isPlain = texts.stream().allMatch(TextList::isPlain);
        return isPlain ? String.join(SEPARATOR + " ", texts) : GSON.toJson(texts);
    }

    private static boolean isPlain(String text) {
        return !text.isEmpty()
                && text.equals(text.strip())
                && !text.contains(SEPARATOR)
                && !text.startsWith("[")
                && text.chars().noneMatch(Character::isISOControl);
    }
}
