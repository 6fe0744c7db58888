// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.cli;

import static dev.kubeuser.assertion.KubeAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.cluster.ClusterKind;
import dev.kubeuser.query.AccessQuery;
import dev.kubeuser.run.KubeSession;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * A record may come from a build that nobody here controls, as an artifact of a pull request does. What it names is not
 * taken from this machine, and what it holds is checked before anything is made of it.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RecordsOfOthersTest {

    private static final String PART = "1-1_other.part";
    private static final String SECRET = "SUPERSECRETTOKEN";
    private static final String POLICY = "src/test/resources/orders.yaml";

    @TempDir
    private static Path directory;

    private JsonObject real;

    @BeforeAll
    void record() throws IOException {
        Path report = directory.resolve("real");
        try (KubeSession session = KubeSession.builder()
                .cluster(ClusterKind.EMBEDDED)
                .setting("kubeuser.start-timeout", "2m")
                .setting("kubeuser.build", "real")
                .report(report)
                .start()) {
            session.apply("src/test/resources/namespace.yaml", POLICY);
            KubeAccess olga = session.user("olga", "orders-team");
            session.test(
                    "reads", () -> assertThat(olga).can(AccessQuery.get("pods").in("orders")));
            session.test("is denied", () -> olga.get("/api/v1/namespaces/orders/secrets"));
        }
        try (Stream<Path> parts = Files.list(report.resolve("parts"))) {
            Path part = parts.filter(file -> file.toString().endsWith(".part"))
                    .findFirst()
                    .orElseThrow();
            try (Reader reader =
                    new InputStreamReader(new GZIPInputStream(Files.newInputStream(part)), StandardCharsets.UTF_8)) {
                real = JsonParser.parseReader(reader).getAsJsonObject();
            }
        }
    }

    private static Path write(String name, JsonElement json) throws IOException {
        return write(name, out -> out.write(packed(json.toString())));
    }

    /** Writes something. */
    @FunctionalInterface
    private interface Content {
        void writeTo(OutputStream out) throws IOException;
    }

    /** Returns the directory of a report with such a part. */
    private static Path write(String name, Content content) throws IOException {
        Path report = directory.resolve(name);
        Path parts = Files.createDirectories(report.resolve("parts"));
        try (OutputStream out = Files.newOutputStream(parts.resolve(PART))) {
            content.writeTo(out);
        }
        return report;
    }

    private static Run report(Path record) {
        return Run.of("report %s -o %s", record, output(record));
    }

    private static Path output(Path record) {
        return record.resolveSibling(record.getFileName() + "-report");
    }

    /** Returns the text of all files of a report. */
    private static String text(Path report) throws IOException {
        StringBuilder text = new StringBuilder();
        try (Stream<Path> files = Files.walk(report)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                text.append(file).append('\n').append(Files.readString(file)).append('\n');
            }
        }
        return text.toString();
    }

    /** Names another file as that of each object of the policy. */
    private JsonObject naming(String file) {
        JsonObject record = real.deepCopy();
        forEachObject(record, object -> {
            if (object.has("module") && object.has("file")) {
                object.addProperty("file", file);
            }
        });
        return record;
    }

    private static void forEachObject(JsonElement json, Consumer<JsonObject> action) {
        if (json instanceof JsonObject object) {
            action.accept(object);
            object.asMap().values().forEach(part -> forEachObject(part, action));
        } else if (json instanceof JsonArray array) {
            array.forEach(part -> forEachObject(part, action));
        }
    }

    private static String kubeconfig(Path file) throws IOException {
        Files.writeString(
                file,
                "apiVersion: v1\nkind: Config\nmetadata: {name: mine}\nusers:\n- {name: me, user: {token: " + SECRET
                        + "}}\n");
        return file.toString();
    }

    private void assertNotCopied(String name, String file) throws IOException {
        Path record = write(name, naming(file));

        report(record).ended(0);
        assertThat(text(output(record)))
                .as(file)
                .doesNotContain(SECRET)
                .contains("It has no patch, for the checkout has no such file with the same roles and bindings.");
        assertThat(output(record).resolve("narrowed-policy.diff")).isEmptyFile();
    }

    @Test
    void a_file_that_a_record_names_is_not_copied() throws IOException {
        String absolute = kubeconfig(directory.resolve("kubeconfig.yaml"));
        assertNotCopied("absolute", absolute);
        assertNotCopied(
                "relative",
                Path.of("").toAbsolutePath().relativize(Path.of(absolute)).toString());
        assertNotCopied("resource", "classpath:/../../../../../../../../../../../.." + absolute);
    }

    @Test
    void a_file_of_the_checkout_with_other_objects_is_not_copied() throws IOException {
        Path own = Files.createDirectories(Path.of("target/records-of-others"));
        Files.writeString(own.resolve("env.txt"), "AWS_SECRET=" + SECRET + "\n");
        assertNotCopied("env", own.resolve("env.txt").toString());
        assertNotCopied("config", kubeconfig(own.resolve("kubeconfig.yaml")));
        assertNotCopied("others", "src/test/resources/deployers.yaml");
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "a user may not make links there")
    void a_link_out_of_the_checkout_is_not_followed() throws IOException {
        Path outside = directory.resolve("outside.yaml");
        Files.writeString(outside, "# " + SECRET + "\n" + Files.readString(Path.of(POLICY)));
        Path link = Files.createDirectories(Path.of("target/records-of-others")).resolve("link.yaml");
        Files.deleteIfExists(link);
        Files.createSymbolicLink(link, outside);
        assertNotCopied("link", link.toString());
    }

    @Test
    @Timeout(60)
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "has no pipes with a name")
    void a_pipe_is_not_read() throws IOException, InterruptedException {
        Path pipe = Files.createDirectories(Path.of("target/records-of-others")).resolve("pipe.yaml");
        Files.deleteIfExists(pipe);
        makePipe(pipe);
        try {
            assertNotCopied("pipe", pipe.toString());
        } finally {
            Files.delete(pipe);
        }

        Path record = directory.resolve("pipe-as-part");
        makePipe(Files.createDirectories(record.resolve("parts")).resolve(PART));
        assertRefused(record, "it is not a regular file");
    }

    private static void makePipe(Path pipe) throws IOException, InterruptedException {
        Process mkfifo = new ProcessBuilder("mkfifo", pipe.toString()).start();
        assertThat(mkfifo.waitFor()).isZero();
    }

    @Test
    void a_file_of_the_checkout_with_the_same_roles_is_narrowed() throws IOException {
        Path record = write("same", real);
        report(record).ended(0);
        assertThat(output(record).resolve("narrowed-policy.diff"))
                .content()
                .contains("+++ b/tools/cli/" + POLICY, "-  verbs: [get, list]", "+  verbs: [get]");
    }

    private static void assertRefused(Path record, String why) {
        for (Run run : List.of(report(record), Run.of("check %s --coverage 0", record))) {
            assertThat(run.ended(3).err().strip().lines())
                    .singleElement()
                    .asString()
                    .contains(
                            record.resolve("parts").resolve(PART) + " cannot be read (",
                            why,
                            "): run all tests again with one version of kubeuser, or remove the file");
            assertThat(run.out()).isEmpty();
        }
        assertThat(output(record)).doesNotExist();
    }

    @Test
    void what_is_cut_off_or_of_another_form_is_refused() throws IOException {
        byte[] whole = packed(real.toString());
        assertRefused(write("cut-off", out -> out.write(Arrays.copyOf(whole, whole.length / 2))), "it is empty or cut");
        assertRefused(write("empty", out -> {}), "it is empty or cut off");
        assertRefused(write("text", out -> out.write("hello, this is text".getBytes(StandardCharsets.UTF_8))), "GZIP");
        assertRefused(
                write("other", JsonParser.parseString("{\"runRecord\": 1}")),
                "it is not what this version of kubeuser writes");
        assertRefused(write("null", JsonNull.INSTANCE), "it is not what this version of kubeuser writes");
    }

    private static byte[] packed(String text) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(packed)) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return packed.toByteArray();
    }

    @Test
    void what_has_no_end_is_refused() throws IOException {
        JsonObject lines = real.deepCopy();
        forEachObject(lines, object -> {
            if (object.get("lines") instanceof JsonArray all) {
                for (int index = 0; index < all.size(); index++) {
                    all.set(index, new JsonPrimitive(1_500_000_000));
                }
            }
        });
        assertRefused(write("lines", lines), "1500000000");

        byte[] blanks = packed(" ".repeat(16 * 1024 * 1024));
        assertRefused(
                write("blanks", out -> {
                    for (int part = 0; part < 65; part++) {
                        out.write(blanks);
                    }
                }),
                "unpacked, it is larger than 1024 MiB");

        assertRefused(
                write("deep", out -> out.write(packed("{\"runRecord\":" + "[".repeat(200_000)))),
                "it is not what this version of kubeuser writes");
    }

    @Test
    void a_file_in_the_place_of_a_directory_is_told() throws IOException {
        Path noParts = Files.createDirectories(directory.resolve("no-parts"));
        Path parts = Files.writeString(noParts.resolve("parts"), "mine");
        Run report = Run.of("report %s", noParts).ended(3);
        assertThat(report.err().strip())
                .isEqualTo("kubeuser report: " + parts + " is not a directory: remove it, and run the tests again");
    }

    /** A field of the record: where it is, and how it is reached there. */
    private record Field(JsonElement parent, String key, int index) {

        JsonElement value() {
            return parent instanceof JsonObject object ? object.get(key) : ((JsonArray) parent).get(index);
        }

        void set(JsonElement value) {
            if (parent instanceof JsonObject object) {
                object.add(key, value);
            } else {
                ((JsonArray) parent).set(index, value);
            }
        }
    }

    private static void collect(JsonElement json, String path, Map<String, List<Field>> fields) {
        if (json instanceof JsonObject object) {
            for (String key : object.keySet()) {
                String name = path + "." + key;
                fields.computeIfAbsent(name, unused -> new ArrayList<>()).add(new Field(object, key, 0));
                collect(object.get(key), name, fields);
            }
        } else if (json instanceof JsonArray array) {
            for (int index = 0; index < array.size(); index++) {
                String name = path + "[]";
                fields.computeIfAbsent(name, unused -> new ArrayList<>()).add(new Field(array, "", index));
                collect(array.get(index), name, fields);
            }
        }
    }

    /** Keeps a few of what a cluster has hundreds of. */
    private static JsonObject shortened(JsonObject record) {
        JsonObject few = record.deepCopy();
        forEachObject(few, object -> {
            if (object.get("aggregations") instanceof JsonArray aggregations) {
                shorten(aggregations, 1);
                JsonElement aggregated = aggregations.get(0).getAsJsonObject().get("role");
                JsonArray roles = object.getAsJsonArray("roles");
                JsonElement role = roles.asList().stream()
                        .filter(each -> each.getAsJsonObject().get("id").equals(aggregated))
                        .findFirst()
                        .orElseThrow();
                shorten(roles, 2);
                roles.add(role);
                shorten(object.getAsJsonArray("bindings"), 3);
            } else if (object.get("served") instanceof JsonArray served) {
                shorten(served, 3);
            }
        });
        return few;
    }

    private static void shorten(JsonArray array, int size) {
        while (array.size() > size) {
            array.remove(array.size() - 1);
        }
    }

    @Test
    void each_field_may_be_anything() throws IOException {
        long seed = Long.getLong("seed", 20261128);
        Random random = new Random(seed);
        JsonObject record = shortened(real);
        Map<String, List<Field>> fields = new LinkedHashMap<>();
        collect(record, "", fields);
        assertThat(fields).hasSizeGreaterThan(60);
        assertThat(requireReadOrRefused("not mutated", write("mutated", record)))
                .isTrue();
        int refused = 0;
        for (Map.Entry<String, List<Field>> alike : fields.entrySet()) {
            Field field = alike.getValue().get(random.nextInt(alike.getValue().size()));
            JsonElement before = field.value();
            List<JsonElement> others = List.of(
                    new JsonPrimitive(-1),
                    new JsonPrimitive(Long.MAX_VALUE),
                    new JsonPrimitive(""),
                    before.isJsonObject() ? new JsonArray() : new JsonObject());
            JsonElement other = others.get(random.nextInt(others.size()));
            field.set(other);
            refused += isRefused(seed, alike.getKey() + " is " + other, record);
            if (random.nextBoolean() && field.parent() instanceof JsonObject parent) {
                parent.remove(field.key());
            } else {
                field.set(JsonNull.INSTANCE);
            }
            refused += isRefused(seed, alike.getKey() + " is nothing", record);
            field.set(before);
        }
        assertThat(refused)
                .as("of %d mutations", 2 * fields.size())
                .isBetween(fields.size() / 2, 2 * fields.size() - 1);
    }

    private static int isRefused(long seed, String mutation, JsonObject record) throws IOException {
        return requireReadOrRefused("seed " + seed + ": " + mutation, write("mutated", record)) ? 0 : 1;
    }

    private static boolean requireReadOrRefused(String what, Path record) {
        Run run = report(record);
        if (run.exitCode() == 0) {
            assertThat(run.err()).as(what).isEmpty();
            return true;
        }
        assertThat(run.exitCode()).as(what + "\n" + run.err()).isEqualTo(3);
        assertThat(run.err().strip().lines())
                .as(what)
                .singleElement()
                .asString()
                .contains(PART + " cannot be read (")
                .doesNotContain("(null)");
        return false;
    }
}
