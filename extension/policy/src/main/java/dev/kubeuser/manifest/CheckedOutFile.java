// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.manifest;

import dev.kubeuser.base.internal.TextFile;
import dev.kubeuser.manifest.internal.ModuleDirectory;
import dev.kubeuser.manifest.internal.Placeholders;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A file of the checkout that the record of another JVM names. A forged record can name any file of this machine, so
 * the file is read only if it lies in the checkout, and used only if its objects are those of the record.
 *
 * @param name the name in the record
 * @param text its text, with placeholders
 */
record CheckedOutFile(String name, String text) {

    /**
     * Stands for a placeholder, whose value only the other JVM knew. It may occur in every name, and no file contains
     * it.
     */
    private static final String ANY = "kubeuser0stands0for0any0text";

    /** Finds a regular file below the root of the checkout; links may lead to one, but not out of it. */
    static Optional<CheckedOutFile> named(String name) {
        ModuleDirectory module = ModuleDirectory.current();
        try {
            Path file = module.locate(name).toRealPath();
            return file.startsWith(module.root().toRealPath())
                    ? Optional.of(new CheckedOutFile(name, TextFile.read(file)))
                    : Optional.empty();
        } catch (IOException unreadable) {
            return Optional.empty();
        }
    }

    /** Whether its roles and bindings are these objects, each in its place, whatever the placeholders stood for. */
    boolean says(List<ManifestObject> recorded) {
        Map<Integer, String> wanted = byPlace(recorded);
        Map<Integer, String> written;
        try {
            written = byPlace(policy());
        } catch (ManifestException malformed) {
            return false;
        }
        return written.size() == wanted.size()
                && written.entrySet().stream()
                        .allMatch(object -> isSame(object.getValue(), wanted.getOrDefault(object.getKey(), "")));
    }

    private static Map<Integer, String> byPlace(List<ManifestObject> objects) {
        return objects.stream()
                .collect(Collectors.toMap(
                        object -> object.origin().object(),
                        object -> object.json().toString(),
                        (one, same) -> one));
    }

    /** Returns its roles and bindings, whatever the placeholders stand for. */
    private List<ManifestObject> policy() {
        return ObjectReader.read(SourceFile.of(name, Placeholders.fillInAll(text, ANY))).stream()
                .filter(RbacFields::areIn)
                .toList();
    }

    /** Returns a digest of its roles and bindings and their lines, which distinguishes files of two checkouts. */
    String digest() {
        String written = policy().stream()
                .map(object -> object.origin().object() + " " + object.json() + " "
                        + object.located().allLines())
                .collect(Collectors.joining("\n"));
        return UUID.nameUUIDFromBytes(written.getBytes(StandardCharsets.UTF_8)).toString();
    }

    /** Compares JSON between its quotation marks: no placeholder stands for one. */
    private static boolean isSame(String written, String recorded) {
        String[] some = written.split("\"", -1);
        String[] others = recorded.split("\"", -1);
        return some.length == others.length
                && IntStream.range(0, some.length).allMatch(index -> matches(some[index], others[index]));
    }

    /** Whether a text is what was written, with any text in the place of each placeholder. */
    private static boolean matches(String written, String text) {
        List<String> parts = List.of(written.split(ANY, -1));
        String last = parts.get(parts.size() - 1);
        int position = 0;
        for (String part : parts.subList(0, parts.size() - 1)) {
            int found = text.indexOf(part, position);
            if (found < 0) {
                return false;
            }
            position = found + part.length();
        }
        return parts.size() == 1
                ? text.equals(written)
                : text.startsWith(parts.get(0)) && text.endsWith(last) && position + last.length() <= text.length();
    }
}
