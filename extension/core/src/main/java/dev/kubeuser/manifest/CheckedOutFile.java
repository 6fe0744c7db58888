package dev.kubeuser.manifest;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import dev.kubeuser.base.internal.TextFile;
import dev.kubeuser.manifest.internal.ModuleDirectory;
import dev.kubeuser.manifest.internal.Placeholders;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A file of the checkout that the record of another JVM names. Whoever wrote the record may have named any file of this
 * machine, so the file is taken only if it lies in the checkout, and counts only if it says what the record says.
 *
 * @param name the name in the record
 * @param text its text, with placeholders
 */
record CheckedOutFile(String name, String text) {

    /** Stands for a placeholder, whose value only the other JVM knew. Every name may have it, and nobody writes it. */
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
        Map<Integer, ManifestObject> wanted = recorded.stream()
                .collect(Collectors.toMap(object -> object.origin().object(), Function.identity(), (one, same) -> one));
        try {
            List<ManifestObject> written = policy();
            return written.size() == wanted.size()
                    && written.stream().allMatch(object -> {
                        ManifestObject same = wanted.get(object.origin().object());
                        return same != null && isSame(object.json(), same.json());
                    });
        } catch (ManifestException malformed) {
            return false;
        }
    }

    /** Returns its roles and bindings, whatever the placeholders stand for. */
    private List<ManifestObject> policy() {
        return ObjectReader.read(SourceFile.of(name, text).filledIn(Placeholders.all(text, ANY))).stream()
                .filter(RbacFields::areIn)
                .toList();
    }

    /** Returns a digest of its roles and bindings and their lines, by which files of two checkouts can be told apart. */
    String digest() {
        String written = policy().stream()
                .map(object -> object.origin().object() + " " + object.json() + " "
                        + object.located().allLines())
                .collect(Collectors.joining("\n"));
        return UUID.nameUUIDFromBytes(written.getBytes(StandardCharsets.UTF_8)).toString();
    }

    private static boolean isSame(JsonElement written, JsonElement recorded) {
        if (written instanceof JsonObject some && recorded instanceof JsonObject others) {
            return some.keySet().equals(others.keySet())
                    && some.keySet().stream().allMatch(key -> isSame(some.get(key), others.get(key)));
        }
        if (written instanceof JsonArray some && recorded instanceof JsonArray others) {
            return some.size() == others.size()
                    && IntStream.range(0, some.size()).allMatch(index -> isSame(some.get(index), others.get(index)));
        }
        boolean isOpen = recorded.isJsonPrimitive()
                && written instanceof JsonPrimitive text
                && text.getAsString().contains(ANY);
        return isOpen ? matches(written.getAsString(), recorded.getAsString()) : written.equals(recorded);
    }

    /**
     * Whether a text is what was written, with any text in the place of each placeholder. What is written between two of
     * them counts where it is found first: no other place fits better, and a long text has too many.
     */
    private static boolean matches(String written, String text) {
        List<String> parts =
                Arrays.stream(written.split(ANY, -1)).map(Pattern::quote).toList();
        int last = parts.size() - 1;
        String between = parts.subList(1, last).stream()
                .map(part -> "(?>.*?" + part + ")")
                .collect(Collectors.joining());
        return Pattern.compile(parts.get(0) + between + ".*" + parts.get(last), Pattern.DOTALL)
                .matcher(text)
                .matches();
    }
}
