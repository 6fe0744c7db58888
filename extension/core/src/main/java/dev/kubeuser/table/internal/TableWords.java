package dev.kubeuser.table.internal;

import dev.kubeuser.question.AccessQueryException;

/** Says in words of a table what is wrong with a question: the messages of assertions name their methods. */
final class TableWords {

    private static final String ONE_TEXT = "\\(\"([^\"]+)\"\\)";

    private TableWords() {}

    /**
     * Asserts what a line says.
     *
     * @throws AccessQueryException if it means nothing to the API server
     */
    static void check(Runnable assertion) {
        try {
            assertion.run();
        } catch (AccessQueryException mistake) {
            throw new AccessQueryException(of(mistake));
        }
    }

    static String of(Exception mistake) {
        return String.valueOf(mistake.getMessage())
                .replaceAll("([\\w:*-]+)" + ONE_TEXT + "\\.in" + ONE_TEXT, "{verb: $1, resource: $2, namespace: $3}")
                .replaceAll("\\bin" + ONE_TEXT, "namespace: $1")
                .replaceAll("\\bnamed" + ONE_TEXT, "name: $1")
                .replaceAll("\\.?\\binAllNamespaces\\(\\)", "namespace: \"*\"")
                .replace("inEveryNamespace() before the statement", "namespaces: every")
                .replace("named(...)", "name")
                .replace("for example by @KubeNamespace or with the manifests", "with the manifests")
                .replaceAll("[;,] or ask with \\.unchecked\\(\\) what would hold (there|for it)", "");
    }
}
