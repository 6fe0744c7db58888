// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.record.internal;

import com.google.gson.ExclusionStrategy;
import com.google.gson.FieldAttributes;
import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.MalformedJsonException;
import dev.kubeuser.base.internal.Counted;
import dev.kubeuser.base.internal.Printable;
import dev.kubeuser.record.internal.AuditLog.LogLines;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.FilterReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * The audit log of an API server in files, as it rotates or exports them: an event on each line, or lists of events;
 * packed by gzip or not. They are read as a stream, whatever their size. Events that cannot be read are counted. Not
 * thread-safe.
 */
final class AuditFiles {

    /** Longer than the bodies that an API server takes; their JSON takes many times that of memory. */
    private static final int LONGEST_BODIES = 4 << 20;

    /** Bodies take most of the time, and many times their length of memory. */
    private static final Gson WITHOUT_BODIES = new GsonBuilder()
            .setExclusionStrategies(new ExclusionStrategy() {
                @Override
                public boolean shouldSkipField(FieldAttributes field) {
                    return field.getDeclaredClass() == JsonElement.class;
                }

                @Override
                public boolean shouldSkipClass(Class<?> type) {
                    return false;
                }
            })
            .create();

    /** Clouds write time and stream before each event. */
    private static final int LONGEST_PREFIX = 200;

    private static final int MAX_PLACES = 3;
    private static final int HEAD_BYTES = 4096;
    private static final Set<String> WRITES = Set.of("create", "update", "patch");

    /** The beginning of a list: its kind may come behind its items. */
    private static final Pattern LIST = Pattern.compile(
            "\\s*\\{\\s*(\"(kind|apiVersion)\"\\s*:\\s*\"[^\"]*\"\\s*,\\s*|\"metadata\"\\s*:\\s*\\{[^{}]*}\\s*,\\s*)*"
                    + "(\"kind\"\\s*:\\s*\"EventList\"|\"items\"\\s*:).*",
            Pattern.DOTALL);

    private final List<Path> files;
    private final Consumer<AuditEvent> events;
    private final List<String> places = new ArrayList<>();
    private long unreadable;

    private AuditFiles(List<Path> files, Consumer<AuditEvent> events) {
        this.files = files;
        this.events = events;
    }

    /**
     * Reads all events.
     *
     * @param logs files, and directories whose files are read in the order of their names
     * @throws IllegalArgumentException if there is no file
     * @throws UncheckedIOException if a file cannot be opened or read
     */
    static AuditFiles read(List<Path> logs, Consumer<AuditEvent> events) {
        List<Path> files = new ArrayList<>();
        for (Path log : logs) {
            List<Path> found = files(log);
            if (found.isEmpty()) {
                throw new IllegalArgumentException("there is no audit log " + log + ", or no file in it");
            }
            files.addAll(found);
        }
        AuditFiles read = new AuditFiles(files, events);
        files.forEach(read::read);
        return read;
    }

    private static List<Path> files(Path log) {
        if (!Files.isDirectory(log)) {
            return Files.exists(log) ? List.of(log) : List.of();
        }
        try (Stream<Path> all = Files.walk(log)) {
            return all.filter(Files::isRegularFile)
                    .filter(file -> !file.getFileName().toString().startsWith("."))
                    .sorted()
                    .toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException("The directory " + log + " cannot be read", unreadable);
        }
    }

    /** {@return for example {@code 3 files}} */
    Counted files() {
        return Counted.of(files.size(), "file");
    }

    /** {@return what could not be read and where the first of it is; empty if all could be} */
    Optional<String> unreadable() {
        return unreadable == 0
                ? Optional.empty()
                : Optional.of(Counted.of(unreadable, "line or event", "lines or events") + " cannot be read: "
                        + String.join("; ", places) + (unreadable > places.size() ? "; ..." : ""));
    }

    private void miss(Path file, String place, String reason) {
        unreadable++;
        if (places.size() < MAX_PLACES) {
            places.add(Printable.name(file + place + ": " + reason));
        }
    }

    private void read(Path file) {
        Lines lines = new Lines(file);
        try (InputStream packed = new BufferedInputStream(Files.newInputStream(file));
                Unpacked unpacked = new Unpacked(isGzip(packed) ? new GZIPInputStream(packed) : packed);
                InputStream in = new BufferedInputStream(unpacked, 1 << 16)) {
            if (LIST.matcher(head(in)).matches()) {
                readLists(file, in);
            } else {
                new LogLines().read(Channels.newChannel(in), true, lines::line, lines::longLine);
            }
            if (unpacked.isBroken) {
                miss(file, ":" + lines.number, "what follows is not whole gzip data");
            }
        } catch (EOFException | ZipException broken) {
            miss(file, "", "not whole gzip data");
        } catch (IOException failure) {
            throw new UncheckedIOException("The audit log " + file + " cannot be read: " + failure, failure);
        }
    }

    /** Ends where packed data is broken, so that what is before it can be read. */
    private static final class Unpacked extends FilterInputStream {

        private boolean isBroken;

        Unpacked(InputStream in) {
            super(in);
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            try {
                return isBroken ? -1 : super.read(bytes, offset, length);
            } catch (EOFException | ZipException broken) {
                isBroken = true;
                return -1;
            }
        }
    }

    private static boolean isGzip(InputStream in) throws IOException {
        in.mark(2);
        boolean isGzip = in.read() == 0x1f && in.read() == 0x8b;
        in.reset();
        return isGzip;
    }

    private static String head(InputStream in) throws IOException {
        in.mark(HEAD_BYTES);
        String head = new String(in.readNBytes(HEAD_BYTES), StandardCharsets.UTF_8);
        in.reset();
        return head;
    }

    /** The lines of a file, each of which should be an event. */
    private final class Lines {

        private final Path file;
        private long number;

        Lines(Path file) {
            this.file = file;
        }

        void line(String whole) {
            number++;
            if (!whole.isBlank()) {
                String line = whole.substring(Math.max(0, Math.min(whole.indexOf('{'), LONGEST_PREFIX)));
                AuditEvent.parse(() -> WITHOUT_BODIES.fromJson(line, AuditEvent.class))
                        .ifPresentOrElse(
                                event -> events.accept(
                                        hasBodies(event, line)
                                                ? AuditEvent.parse(line).orElse(event)
                                                : event),
                                () -> miss(file, ":" + number, "not an event of audit.k8s.io/v1"));
            }
        }

        private static boolean hasBodies(AuditEvent event, String line) {
            return WRITES.contains(event.verb())
                    && !"Metadata".equals(event.level())
                    && line.length() <= LONGEST_BODIES;
        }

        void longLine() {
            number++;
            miss(file, ":" + number, "longer than " + (LogLines.MAX_BYTES >> 20) + " MiB");
        }
    }

    /** Reads lists, one after another. Behind what is malformed, nothing more can be read. */
    private void readLists(Path file, InputStream in) throws IOException {
        Limited text = new Limited(in);
        JsonReader json = new JsonReader(text);
        json.setStrictness(Strictness.LENIENT);
        try {
            while (json.peek() != JsonToken.END_DOCUMENT) {
                json.beginObject();
                while (json.hasNext()) {
                    if (json.nextName().equals("items")) {
                        readItems(file, json, text);
                    } else {
                        json.skipValue();
                    }
                    text.left = LONGEST_BODIES;
                }
                json.endObject();
            }
        } catch (JsonParseException | IllegalStateException | EOFException | MalformedJsonException | TooLong broken) {
            miss(file, ", " + json.getPath(), "what follows is not a list of events");
        }
    }

    private void readItems(Path file, JsonReader json, Limited text) throws IOException {
        json.beginArray();
        while (json.hasNext()) {
            String place = json.getPath();
            JsonElement item = JsonParser.parseReader(json);
            AuditEvent.parse(() -> AuditEvent.GSON.fromJson(item, AuditEvent.class))
                    .ifPresentOrElse(events, () -> miss(file, ", " + place, "not an event of audit.k8s.io/v1"));
            text.left = LONGEST_BODIES;
        }
        json.endArray();
    }

    private static final class TooLong extends IOException {
        private static final long serialVersionUID = 1L;
    }

    /** A text of which no value may be longer than events are. */
    private static final class Limited extends FilterReader {

        private int left = LONGEST_BODIES;

        Limited(InputStream in) {
            super(new InputStreamReader(in, StandardCharsets.UTF_8));
        }

        @Override
        public int read(char[] buffer, int offset, int length) throws IOException {
            int count = super.read(buffer, offset, length);
            left -= Math.max(count, 0);
            if (left < 0) {
                throw new TooLong();
            }
            return count;
        }
    }
}
