package dev.kubeuser.manifest;

import java.util.List;

/**
 * The lines of a text that is a value in a file.
 *
 * @param file the lines of the file
 * @param key the line of the value's key, from 1
 * @param text the lines of the value
 */
record NestedLines(List<String> file, int key, List<String> text) {

    static NestedLines of(String file, int key, String text) {
        return new NestedLines(file.lines().toList(), key, text.lines().toList());
    }

    /** The line of the file; that of the key unless the text stands below it as it is, as after {@code key: |}. */
    int line(int inText) {
        int inFile = key + inText;
        boolean isThere = inText <= text.size()
                && inFile <= file.size()
                && file.get(inFile - 1).strip().equals(text.get(inText - 1).strip());
        return isThere ? inFile : key;
    }
}
