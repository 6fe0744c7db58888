package dev.kubeuser.manifest;

import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * How a text was rendered.
 *
 * @param by what rendered it, for example {@code helm release operator}
 * @param templates the templates by the lines where what they render begins
 * @param counts which of the rendered objects count
 */
record Rendering(String by, NavigableMap<Integer, String> templates, Predicate<ManifestObject> counts) {

    private static final String SEPARATOR = "---";
    private static final String SOURCE = "# Source: ";

    /** A text without templates. */
    static Rendering plain(String by) {
        return new Rendering(by, new TreeMap<>(), object -> true);
    }

    /**
     * Reads the comments by which Helm names the template of each document.
     *
     * @param template finds the file of a template that Helm names, for example {@code operator/templates/rbac.yaml}
     */
    static Rendering ofHelm(String by, String text, UnaryOperator<String> template) {
        NavigableMap<Integer, String> templates = new TreeMap<>();
        int number = 0;
        String before = "";
        for (String line : text.lines().toList()) {
            number++;
            if (before.equals(SEPARATOR) && line.startsWith(SOURCE)) {
                templates.put(number, template.apply(line.substring(SOURCE.length())));
            }
            before = line;
        }
        return new Rendering(by, templates, HelmChart::staysInstalled);
    }

    /** The template that rendered a line, or another name if none is known. */
    String template(int line, String otherwise) {
        Map.Entry<Integer, String> begin = templates.floorEntry(line);
        return begin == null ? otherwise : begin.getValue();
    }
}
