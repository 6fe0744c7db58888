// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.kinds;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.kubeuser.testkit.SourceTree;
import java.io.IOException;
import java.lang.reflect.AnnotatedElement;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.platform.commons.support.ReflectionSupport;

/** Checks that the tests of a module left nothing behind. Runs after all of them, in its own JVM. */
@EnabledIfSystemProperty(named = KindUnderTest.PROPERTY, matches = KindUnderTest.NONE)
public abstract class EndOfBuild {

    /** How long something that ends with its JVM may take to end. */
    private static final Duration PROMISE = Duration.ofSeconds(2);

    private static final String MODULE =
            String.valueOf(Path.of("").toAbsolutePath().getFileName());
    private static final Path TEMPORARY = Path.of("target", "tmp");
    private static final Path KINDS = Path.of("target", "kinds");

    /** Called by the subclass of a module. */
    protected EndOfBuild() {}

    @Test
    void each_run_has_its_line() throws IOException {
        linesOf(KindCounts.LINES).forEach(line -> System.out.println("kubeuser: " + MODULE + " on " + line));
    }

    /** Empty if the build ran only tests of other modules. */
    private static List<String> linesOf(Path file) throws IOException {
        return Files.exists(file) ? Files.readAllLines(file) : List.of();
    }

    @Test
    void the_docs_have_a_row_for_each_test_that_does_not_run_on_all_kinds() throws IOException {
        String page = Files.readString(SourceTree.file("docs/development/what-was-run.md"));
        assertEquals(annotated(MODULE, getClass().getPackageName()), told(MODULE, page));
    }

    /** Returns the rows of a module according to the annotations of all classes in a package and below. */
    static List<String> annotated(String module, String packageName) {
        return ReflectionSupport.findAllClassesInPackage(packageName, type -> true, name -> true).stream()
                .flatMap(type -> Stream.concat(
                        row(module, type, type.getSimpleName()),
                        Arrays.stream(type.getDeclaredMethods())
                                .flatMap(method -> row(module, method, type.getSimpleName() + "." + method.getName()))))
                .sorted()
                .toList();
    }

    private static Stream<String> row(String module, AnnotatedElement element, String name) {
        return Stream.ofNullable(element.getAnnotation(RunsOn.class)).map(runsOn -> {
            String kinds =
                    KindCondition.kinds(runsOn).stream().map(Kind::toString).collect(Collectors.joining(", "));
            return "| `%s` | %s | %s | %s |".formatted(name, module, kinds, runsOn.because());
        });
    }

    /** Returns the rows about a module on a page. */
    static List<String> told(String module, String page) {
        return page.lines()
                .filter(line -> line.startsWith("| `") && line.contains("` | " + module + " | "))
                .sorted()
                .toList();
    }

    @Test
    void no_process_is_left() throws IOException {
        awaitNone(MachineLeftovers::processes);
    }

    @Test
    void no_file_is_left() throws IOException {
        awaitNone(MachineLeftovers::files);
    }

    @Test
    void no_socket_is_left() throws IOException {
        awaitNone(MachineLeftovers::sockets);
    }

    private static void awaitNone(Function<MachineLeftovers, List<String>> left) throws IOException {
        MachineLeftovers leftovers = leftovers();
        Awaitility.await().atMost(PROMISE).untilAsserted(() -> assertEquals(List.of(), left.apply(leftovers)));
    }

    @Test
    void no_container_is_left() throws IOException {
        Stream<String> images = K3sImage.engineAnswers() ? K3sImage.names().stream() : Stream.of();
        MachineLeftovers leftovers = leftovers();
        assertEquals(
                List.of(),
                images.flatMap(image -> leftovers.containers(image).stream()).toList());
    }

    /** Reads what was written down after the tests on an existing cluster. */
    @Test
    void no_object_is_left_in_the_existing_cluster() throws IOException {
        assertEquals(List.of(), linesOf(ExistingCluster.leftIn(KINDS)));
    }

    private static MachineLeftovers leftovers() throws IOException {
        return new MachineLeftovers(
                TEMPORARY,
                ofPrograms(),
                Files.getLastModifiedTime(KINDS.resolve("begin")).toInstant());
    }

    /** The build makes it for each module, and this class removes it. */
    private static Path ofPrograms() {
        return Path.of(Objects.requireNonNull(System.getenv("TMPDIR"), "TMPDIR is not set"));
    }

    @AfterAll
    static void removeDirectoryOfPrograms() throws IOException {
        try (Stream<Path> all = Files.walk(ofPrograms())) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(each);
            }
        }
    }
}
