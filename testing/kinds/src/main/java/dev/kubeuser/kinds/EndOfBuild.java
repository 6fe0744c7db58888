package dev.kubeuser.kinds;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** Checks that the tests of a module left nothing behind. Runs after all of them, in its own JVM. */
@EnabledIfSystemProperty(named = KindUnderTest.PROPERTY, matches = KindUnderTest.NONE)
public abstract class EndOfBuild {

    /** How long something that ends with its JVM may take to end. */
    private static final Duration PROMISE = Duration.ofSeconds(2);

    private static final String MODULE =
            String.valueOf(Path.of("").toAbsolutePath().getFileName());
    private static final Path TEMPORARY = Path.of("target", "tmp");
    private static final Path KINDS = Path.of("target", "kinds");

    /** The build makes it for each module, and this removes it. */
    private static final Path OF_PROGRAMS = Path.of(Objects.requireNonNull(System.getenv("TMPDIR")));

    /** Called by the subclass of a module. */
    protected EndOfBuild() {}

    @Test
    void each_run_has_its_line() throws IOException {
        for (String line : Counts.read(Counts.DIRECTORY)) {
            System.out.println("kubeuser: " + MODULE + " on " + line);
        }
    }

    @Test
    void the_docs_have_a_row_for_each_test_that_does_not_run_on_all_kinds() throws IOException {
        Exceptions exceptions = new Exceptions(MODULE);
        assertEquals(
                exceptions.annotated(getClass().getPackageName()),
                exceptions.told(Files.readString(SourceTree.file("docs/development/what-was-run.md"))));
    }

    @Test
    void no_process_is_left() throws IOException {
        MachineLeftovers leftovers = leftovers();
        Awaitility.await().atMost(PROMISE).untilAsserted(() -> assertEquals(List.of(), leftovers.processes()));
    }

    @Test
    void no_file_is_left() throws IOException {
        MachineLeftovers leftovers = leftovers();
        Awaitility.await().atMost(PROMISE).untilAsserted(() -> assertEquals(List.of(), leftovers.files()));
    }

    @Test
    void no_socket_is_left() throws IOException {
        MachineLeftovers leftovers = leftovers();
        Awaitility.await().atMost(PROMISE).untilAsserted(() -> assertEquals(List.of(), leftovers.sockets()));
    }

    @Test
    void no_container_is_left() throws IOException {
        Stream<String> images = Engine.answers() ? K3sImageUnderTest.names() : Stream.of();
        MachineLeftovers leftovers = leftovers();
        assertEquals(
                List.of(),
                images.flatMap(image -> leftovers.containers(image).stream()).toList());
    }

    /** Reads what was written down after the tests on an existing cluster. */
    @Test
    void no_object_is_left_in_the_existing_cluster() throws IOException {
        Path left = ExistingPreparation.leftIn(KINDS);
        assertEquals(List.of(), Files.exists(left) ? Files.readAllLines(left) : List.of());
    }

    private static MachineLeftovers leftovers() throws IOException {
        return new MachineLeftovers(
                TEMPORARY,
                OF_PROGRAMS,
                Files.getLastModifiedTime(KINDS.resolve("begin")).toInstant());
    }

    @AfterAll
    static void removeDirectoryOfPrograms() throws IOException {
        try (Stream<Path> all = Files.walk(OF_PROGRAMS)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(each);
            }
        }
    }
}
