package dev.kubeuser.report.internal;

import dev.kubeuser.base.internal.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The style sheet and the script, which are inlined so that the page is one file.
 *
 * @param style CSS
 * @param script JavaScript
 */
record PageAssets(String style, String script) {

    /** In the order in which they run. */
    private static final List<String> SCRIPTS = List.of(
            "dom.js",
            "data.js",
            "list.js",
            "svg.js",
            "layout.js",
            "findings.js",
            "answers.js",
            "grid.js",
            "access.js",
            "heatmap.js",
            "graph.js",
            "graphview.js",
            "paths.js",
            "policy.js",
            "narrowed.js",
            "more.js",
            "print.js",
            "tabs.js");

    static PageAssets read() {
        return new PageAssets(
                read("style.css"), SCRIPTS.stream().map(PageAssets::read).collect(Collectors.joining()));
    }

    private static String read(String name) {
        try (InputStream resource = PageAssets.class.getResourceAsStream("page/" + name)) {
            if (resource == null) {
                throw new IllegalStateException(name + " is missing in the jar of kubeuser");
            }
            return new String(resource.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /**
     * Returns a content security policy that permits only these two and loads nothing. So a name stays text, whatever
     * it contains.
     */
    String policy() {
        return "default-src 'none'; base-uri 'none'; form-action 'none'; style-src " + hash(style) + "; script-src "
                + hash(script);
    }

    private static String hash(String text) {
        return "'sha256-" + Base64.getEncoder().encodeToString(Sha256.of(text)) + "'";
    }
}
