package dev.kubeuser.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.kubeuser.base.internal.PrivateFiles;
import dev.kubeuser.cluster.embedded.HandStartedControlPlane;
import dev.kubeuser.kinds.RunsOnce;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Only their owner reaches the unix sockets of a control plane, wherever they are: etcd believes whoever connects. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@RunsOnce
class UnixSocketsTest {

    private static final Path TABLE = Path.of("/proc/net/unix");
    private static final String LISTENS = "00010000";
    private static final Pattern BLANKS = Pattern.compile("\\s+");
    private static final int CANNOT_CONNECT = 7;

    private final List<HandStartedControlPlane> controlPlanes = new ArrayList<>();
    private final List<Path> directories = new ArrayList<>();

    private Path parent = Path.of("");

    /**
     * One with its sockets in its directory, and one whose sockets are elsewhere because their paths would not fit. The
     * build's own temporary directory may be long already, and closed to others.
     */
    @BeforeAll
    void start() throws IOException {
        assumeTrue(Files.exists(TABLE), "skipped, for there is no " + TABLE + " to read listeners from");
        parent = Files.createTempDirectory(Path.of("/tmp"), "sockets");
        for (String name : List.of("short", "long".repeat(30))) {
            Path directory = Files.createDirectory(parent.resolve(name));
            controlPlanes.add(HandStartedControlPlane.start(directory));
            directories.add(directory);
        }
        for (Path directory : List.of(parent, directories.get(0), directories.get(1))) {
            Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
    }

    @AfterAll
    void stop() throws IOException {
        for (HandStartedControlPlane controlPlane : controlPlanes) {
            controlPlane.close();
        }
        if (!controlPlanes.isEmpty()) {
            PrivateFiles.deleteRecursively(parent);
        }
    }

    @Test
    void each_is_in_a_directory_of_its_owner_alone() throws IOException {
        for (Path directory : directories) {
            List<String> sockets = listenersOf(directory);
            assertThat(sockets)
                    .as("etcd's for the API server, and none for peers")
                    .hasSize(1);
            Path place = Path.of(sockets.get(0)).getParent();
            assertThat(place).as("no place is that of an abstract socket").isNotNull();
            assertThat(Files.getPosixFilePermissions(place)).isEqualTo(PosixFilePermissions.fromString("rwx------"));
            assertThat(Files.getOwner(place)).isEqualTo(Files.getOwner(directory));
        }
        assertThat(listenersOf(directories.get(0)).get(0)).startsWith(directories.get(0) + "/");
        assertThat(listenersOf(directories.get(1)).get(0)).doesNotStartWith(directories.get(1) + "/");
    }

    @Test
    void another_user_can_connect_to_none() throws IOException, InterruptedException {
        assumeTrue(
                "root".equals(System.getProperty("user.name")),
                "skipped, for only root can try what another user can connect to");
        for (Path directory : directories) {
            assertThat(asAnother(List.of("test", "-x", directory.toString())))
                    .as("another user can enter " + directory)
                    .isZero();
            for (String socket : listenersOf(directory)) {
                assertThat(run(connect(socket))).as("its owner at " + socket).isZero();
                assertThat(asAnother(connect(socket)))
                        .as("another user at " + socket)
                        .isEqualTo(CANNOT_CONNECT);
            }
        }
    }

    private static List<String> connect(String socket) {
        List<String> way = socket.startsWith("@")
                ? List.of("--abstract-unix-socket", socket.substring(1))
                : List.of("--unix-socket", socket);
        return Stream.of(List.of("curl", "--silent"), way, List.of("http://etcd/version"))
                .flatMap(List::stream)
                .toList();
    }

    private static int asAnother(List<String> command) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"));
        all.addAll(command);
        return run(all);
    }

    private static int run(List<String> command) throws IOException, InterruptedException {
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
    }

    /** Those that the process holds itself: the table has the sockets of the whole machine. */
    private static List<String> listenersOf(Path directory) throws IOException {
        Set<String> held = socketsOf(Files.readString(directory.resolve("control-plane/control-plane.lock"))
                .strip());
        return Files.readAllLines(TABLE).stream()
                .skip(1)
                .map(line -> BLANKS.split(line.strip(), 8))
                .filter(columns -> columns[3].equals(LISTENS) && held.contains("socket:[" + columns[6] + "]"))
                .map(columns -> columns[7])
                .toList();
    }

    private static Set<String> socketsOf(String pid) throws IOException {
        try (Stream<Path> descriptors = Files.list(Path.of("/proc", pid, "fd"))) {
            return descriptors.map(UnixSocketsTest::target).collect(Collectors.toSet());
        }
    }

    private static String target(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString();
        } catch (IOException closedMeanwhile) {
            return "";
        }
    }
}
