// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.table.internal;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import dev.kubeuser.access.internal.Recognition;
import dev.kubeuser.base.ConfigurationException;
import dev.kubeuser.base.internal.Golden;
import dev.kubeuser.base.internal.TextFile;
import dev.kubeuser.cluster.Cluster;
import dev.kubeuser.credential.IdentitySpec;
import dev.kubeuser.credential.internal.IdentityTokens;
import dev.kubeuser.manifest.internal.NodeText;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * The file of an {@code @IdentityTable}: a list of cases in YAML. Each has the claims of a token and the expected user.
 *
 * @param beside the test class that the resource name is relative to
 * @param name the name of the resource
 */
public record IdentityTableFile(Class<?> beside, String name) {

    private static final String REFUSED = "refused";
    private static final String USERNAME = "username";
    private static final String GROUPS = "groups";
    private static final String UID = "uid";
    private static final String EXTRA = "extra";

    private static final Path RESOURCES = Path.of("src", "test", "resources");

    /** Tests of several lines of a file may run at the same time. */
    private static final Object WRITING = new Object();

    private static final Gson GSON = new Gson();

    /**
     * A case.
     *
     * @param words the line in the words of the table
     * @param identity whose token it is
     * @param expected who that should be; {@code null} if the case leaves it open, to be filled in
     */
    record Case(
            Line.Words words,
            IdentitySpec identity,
            @Nullable ExpectedIdentity expected) {}

    /**
     * Reads all lines.
     *
     * @param required throws an IllegalArgumentException for an identity that cannot be asked about
     * @throws ConfigurationException if a line is malformed
     */
    public List<Line> read(Consumer<IdentitySpec> required) {
        return lines(TableText.nextTo(beside, name).text(), whole -> line(whole, required));
    }

    private Line line(YamlPart whole, Consumer<IdentitySpec> required) {
        Case read = read(whole);
        whole.checked(() -> {
            required.accept(read.identity);
            return read;
        });
        return new Line(read.words, null, all -> () -> check(read, all.cluster()));
    }

    /**
     * Asks the API server once, with a new token.
     *
     * @throws AssertionError if the answer differs
     */
    private void check(Case line, Cluster cluster) {
        ExpectedIdentity known =
                ExpectedIdentity.of(Recognition.ask(cluster, IdentityTokens.issue(cluster, line.identity)));
        ExpectedIdentity expected = line.expected;
        List<String> differences = expected == null ? List.of("it is " + known) : expected.differences(known);
        if (differences.isEmpty()) {
            return;
        }
        if (Golden.Mode.current() == Golden.Mode.UPDATE) {
            update(line, known);
        } else if (expected == null) {
            throw failure(
                    line,
                    "to be somebody, but the line does not say who: its then is empty",
                    "The API server says that",
                    differences,
                    Golden.howToWrite("the line") + ".");
        } else {
            throw failure(
                    line,
                    "to be " + expected,
                    "but the API server says that",
                    differences,
                    Golden.howToWriteAgain("the line"));
        }
    }

    private static AssertionError failure(Case line, String wanted, String but, List<String> facts, String next) {
        return new AssertionError(String.join(
                System.lineSeparator(),
                "[" + line.words.place() + "] ",
                "Expecting the holder of a token with the claims " + line.identity.claims(),
                wanted,
                but,
                "  " + String.join(System.lineSeparator() + "  ", facts),
                next));
    }

    List<Case> read(String yaml) {
        return lines(yaml, this::read);
    }

    private <T> List<T> lines(String yaml, Function<YamlPart, T> line) {
        return new TableText(name, yaml).lines("given and then", Map.of(), whole -> Stream.of(line.apply(whole)));
    }

    private Case read(YamlPart whole) {
        whole.requireKeys(Set.of(YamlPart.GIVEN, YamlPart.THEN), Set.of(YamlPart.NAME));
        YamlPart given = whole.part(YamlPart.GIVEN);
        if (!(given.json() instanceof JsonObject claims)) {
            throw given.malformed("write the claims of the token, as in {preferred_username: ann, groups: [sre]}");
        }
        String title = whole.title();
        IdentitySpec identity = whole.checked(() ->
                IdentitySpec.named(title.isEmpty() ? whole.place() : title).withClaims(claims.toString()));
        ExpectedIdentity expected = expected(whole.part(YamlPart.THEN));
        String who = title.isEmpty() ? identity.claims() : title;
        String is = expected == null ? "to be filled in" : expected.toString();
        return new Case(new Line.Words(whole.place(), "", who, "is", is, who + " is " + is), identity, expected);
    }

    private static @Nullable ExpectedIdentity expected(YamlPart then) {
        if (then.json() instanceof JsonNull) {
            return null;
        }
        if (then.isText(REFUSED)) {
            return ExpectedIdentity.REFUSED;
        }
        if (!(then.json() instanceof JsonObject)) {
            throw then.malformed("write refused, or who it is, as in {username: ann, groups: [sre]}");
        }
        then.requireKeys(Set.of(USERNAME), Set.of(GROUPS, UID, EXTRA));
        return new ExpectedIdentity(
                then.part(USERNAME).text(),
                then.has(GROUPS) ? set(then.part(GROUPS)) : null,
                then.has(UID) ? uid(then.part(UID)) : null,
                then.has(EXTRA) ? extra(then.part(EXTRA)) : null);
    }

    private static Set<String> set(YamlPart texts) {
        return new LinkedHashSet<>(texts.textsOrNone());
    }

    private static String uid(YamlPart part) {
        boolean isNone =
                part.json() instanceof JsonPrimitive text && text.getAsString().isEmpty();
        return isNone ? "" : part.text();
    }

    private static Map<String, Set<String>> extra(YamlPart part) {
        if (!(part.json() instanceof JsonObject)) {
            throw part.malformed("write each attribute with its values, as in {example.com/team: [web]}");
        }
        Map<String, Set<String>> extra = new LinkedHashMap<>();
        part.keys().forEach(key -> extra.put(key, set(part.part(key))));
        return extra;
    }

    /** Writes into the source of the table who the holder of a line's token is. All else stays, comments too. */
    void update(Case line, ExpectedIdentity found) {
        String folder = beside.getPackageName().replace('.', '/');
        Path file = RESOURCES.resolve(name.startsWith("/") ? name.substring(1) : folder + "/" + name);
        if (!Files.exists(file)) {
            throw new ConfigurationException(
                    "The table " + name + " cannot be written: its source is not " + file.toAbsolutePath()
                            + "; run the tests in the directory of the module",
                    null);
        }
        synchronized (WRITING) {
            TextFile.write(file, updated(TableText.of(file).text(), line, found));
        }
    }

    /**
     * Returns the text of the table with another {@code then} in a case.
     *
     * @throws AssertionError if that would change other cases, too
     */
    String updated(String yaml, Case line, ExpectedIdentity found) {
        JsonElement then = then(found, line.expected);
        List<JsonElement> wanted =
                lines(yaml, whole -> whole.place().equals(line.words.place()) ? with(whole, then) : whole.json());
        return replaced(yaml, line.words.place(), YamlText.literal(then))
                .filter(text -> lines(text, YamlPart::json).equals(wanted))
                .orElseThrow(() -> new AssertionError("[" + line.words.place()
                        + "] The case cannot be written in its place:"
                        + " an alias repeats it, or the file has changed. Write then: " + YamlText.literal(then)));
    }

    private static JsonElement with(YamlPart whole, JsonElement then) {
        JsonObject changed = whole.json() instanceof JsonObject object ? object.deepCopy() : new JsonObject();
        changed.add(YamlPart.THEN, then);
        return changed;
    }

    /** The attributes of a user in a case: all that are known, or those that the case has already. */
    private static JsonElement then(ExpectedIdentity found, @Nullable ExpectedIdentity before) {
        if (found.username() == null) {
            return new JsonPrimitive(REFUSED);
        }
        JsonObject then = GSON.toJsonTree(found).getAsJsonObject();
        boolean isNew = before == null || before.username() == null;
        Set<String> kept = isNew
                ? Set.of(USERNAME, GROUPS)
                : GSON.toJsonTree(before).getAsJsonObject().keySet();
        then.entrySet().removeIf(said -> !kept.contains(said.getKey()) && !(isNew && isAny(said.getValue())));
        return then;
    }

    private static boolean isAny(JsonElement value) {
        return !value.equals(new JsonPrimitive("")) && !value.equals(new JsonObject());
    }

    private Optional<String> replaced(String yaml, String place, String then) {
        NodeText text = new NodeText(yaml, 0);
        return StreamSupport.stream(
                        new Yaml(new LoaderOptions())
                                .composeAll(new StringReader(yaml))
                                .spliterator(),
                        false)
                .filter(SequenceNode.class::isInstance)
                .flatMap(root -> ((SequenceNode) root).getValue().stream())
                .filter(part -> place.equals(name + ":" + (part.getStartMark().getLine() + 1)))
                .filter(MappingNode.class::isInstance)
                .flatMap(part -> ((MappingNode) part).getValue().stream())
                .filter(IdentityTableFile::isThen)
                .filter(entry -> text.end(entry.getKeyNode()) <= text.start(entry.getValueNode()))
                .findFirst()
                .map(entry -> yaml.substring(0, text.end(entry.getKeyNode())) + ": " + then
                        + yaml.substring(text.end(entry.getValueNode())));
    }

    private static boolean isThen(NodeTuple entry) {
        return entry.getKeyNode() instanceof ScalarNode key && key.getValue().equals(YamlPart.THEN);
    }
}
