package dev.kubeuser.manifest;

import dev.kubeuser.rbac.Origin;

/**
 * A file of manifests.
 *
 * @param name for messages and origins
 * @param text its content
 */
record SourceFile(String name, String text) {

    Origin at(int line) {
        return Origin.of(name, line);
    }

    /** File and line of an offset in the text. */
    Origin atOffset(int offset) {
        return at((int) text.substring(0, offset).lines().count() + (endsLine(offset) ? 1 : 0));
    }

    private boolean endsLine(int offset) {
        return offset == 0 || text.charAt(offset - 1) == '\n';
    }

    SourceFile withText(String other) {
        return new SourceFile(name, other);
    }
}
