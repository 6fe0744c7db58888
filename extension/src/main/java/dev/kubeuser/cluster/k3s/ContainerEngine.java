package dev.kubeuser.cluster.k3s;

import com.github.dockerjava.api.DockerClient;
import dev.kubeuser.cluster.ClusterException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.dockerclient.DockerClientProviderStrategy;

/** The container engine that Testcontainers finds, if any; where DOCKER_HOST names one, no other. */
final class ContainerEngine {

    private static final Path SOCKET = Path.of("/var/run/docker.sock");
    private static final String WITHOUT = ", or run without by kubeuser.cluster=embedded.";

    private ContainerEngine() {}

    /** Whether one answers, and Testcontainers has there what it needs for itself. */
    static boolean answers() {
        return isWorthAsking() && DockerClientFactory.instance().isDockerAvailable();
    }

    /**
     * A client of the one that answers, to be closed, before Testcontainers starts its reaper there: for the reaper's image
     * it tries for minutes, whatever the registry says, and tells nobody meanwhile.
     */
    static Optional<DockerClient> withoutReaper() {
        try {
            return isWorthAsking()
                    ? Optional.of(DockerClientProviderStrategy.getClientForConfig(
                            DockerClientFactory.instance().getTransportConfig()))
                    : Optional.empty();
        } catch (IllegalStateException noAnswer) {
            return Optional.empty();
        }
    }

    /** A machine without any trace of one is not asked, for asking takes a second. */
    private static boolean isWorthAsking() {
        return NamedEngine.ofEnvironment().map(NamedEngine::mayAnswer).orElseGet(ContainerEngine::leavesTraces);
    }

    private static boolean leavesTraces() {
        Path home = Path.of(System.getProperty("user.home"));
        String runtime = Optional.ofNullable(System.getenv("XDG_RUNTIME_DIR")).orElse("/run/user/none");
        boolean unix = Files.exists(Path.of("/var/run"));
        return !unix
                || Stream.of(
                                SOCKET,
                                Path.of(runtime, "docker.sock"),
                                Path.of(runtime, "podman", "podman.sock"),
                                home.resolve(".docker/run/docker.sock"),
                                home.resolve(".docker/desktop/docker.sock"),
                                home.resolve(".testcontainers.properties"))
                        .anyMatch(Files::exists);
    }

    /** Fails with the reason and the ways out if none answers. */
    static void require() {
        if (!answers()) {
            throw new ClusterException(
                    forbiddenSocket().map(ContainerEngine::noPermission).orElseGet(ContainerEngine::noAnswer));
        }
    }

    private static Optional<Path> forbiddenSocket() {
        Optional<NamedEngine> named = NamedEngine.ofEnvironment();
        return (named.isPresent() ? named.flatMap(NamedEngine::socket) : Optional.of(SOCKET))
                .filter(socket -> Files.exists(socket) && !Files.isWritable(socket));
    }

    private static String noPermission(Path socket) {
        return "The user " + System.getProperty("user.name") + " has no permission on " + socket
                + ", so k3s cannot be started. Add the user to the socket's group" + WITHOUT;
    }

    private static String noAnswer() {
        return NamedEngine.ofEnvironment()
                .map(named -> "No container engine answers at " + named.address() + ", which DOCKER_HOST names, so k3s"
                        + " cannot be started. Start it, let DOCKER_HOST name another one" + WITHOUT)
                .orElse("No container engine answers, so k3s cannot be started. Start Docker or an engine that speaks"
                        + " its API (DOCKER_HOST names another one)" + WITHOUT);
    }

    /** The address of the registry for images whose name has none, as the engine knows it. */
    static URI defaultRegistry(DockerClient engine) {
        String address = engine.infoCmd().exec().getIndexServerAddress();
        return URI.create(address == null ? "" : address);
    }
}
