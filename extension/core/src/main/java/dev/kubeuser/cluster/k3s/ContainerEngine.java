// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.cluster.k3s;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.Network;
import dev.kubeuser.base.internal.Timed;
import dev.kubeuser.cluster.ClusterException;
import dev.kubeuser.cluster.internal.ManagedCluster;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.Container.ExecResult;
import org.testcontainers.dockerclient.DockerClientProviderStrategy;
import org.testcontainers.k3s.K3sContainer;
import org.testcontainers.utility.DockerImageName;

/** The container engine that Testcontainers finds, if any. If DOCKER_HOST names one, no other is used. */
final class ContainerEngine {

    private static final Path SOCKET = Path.of("/var/run/docker.sock");

    private static final int CONNECT_MILLIS = 3_000;

    /** For what else Testcontainers' hook may have to do. */
    private static final Duration GRACE = Duration.ofSeconds(2);

    /** Where containers are that name no network; engines other than Docker know it by this name too. */
    private static final String NETWORK = "bridge";

    private static final String BRIDGE_NAME = "com.docker.network.bridge.name";

    static final String GATEWAY_OUT_OF_REACH =
            "k3s cannot take authentication or authorization here, for its container does not"
                    + " reach what this JVM serves: that takes an engine on this machine, with a network " + NETWORK
                    + " whose gateway is an address of this machine";

    private static final String WITHOUT = ", or set kubeuser.cluster=embedded to run without containers.";

    private ContainerEngine() {}

    /**
     * {@return what the engine answers to a call, for which docker-java alone would wait forever}
     *
     * @throws Timed.Unanswered if that takes longer than the limit
     */
    static <T, E extends Exception> T answer(Duration limit, Timed.Call<T, E> call) throws E {
        return Timed.call("the container engine", limit, call);
    }

    /**
     * Lets the JVM end although the engine does not answer: without its reaper, Testcontainers asks the engine in a
     * shutdown hook, and waits forever. An interrupt ends that, but not over TCP.
     */
    static void endWithout() {
        Thread ender = new Thread(ContainerEngine::interruptTestcontainers, "kubeuser-end-without-engine");
        try {
            Runtime.getRuntime().addShutdownHook(ender);
        } catch (IllegalStateException endingAlready) {
            ender.setDaemon(true);
            ender.start();
        }
    }

    private static void interruptTestcontainers() {
        Timed.pause(GRACE);
        DockerClientFactory.TESTCONTAINERS_THREAD_GROUP.interrupt();
    }

    /** Whether an engine answers that Testcontainers can use. */
    static boolean answers() {
        return isWorthAsking() && DockerClientFactory.instance().isDockerAvailable();
    }

    /**
     * A client of the engine that answers. The caller closes it. Testcontainers starts no reaper for it, because
     * pulling the reaper's image could take minutes without a message.
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

    /** Asking takes a second, so a machine without any sign of an engine is not asked. */
    private static boolean isWorthAsking() {
        return Named.ofEnvironment().map(Named::mayAnswer).orElseGet(ContainerEngine::leavesTraces);
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

    /**
     * {@return what {@link #withoutReaper()} returns}
     *
     * @throws ClusterException with the reason and the remedies if no engine answers
     */
    static DockerClient require() {
        return withoutReaper()
                .orElseThrow(() -> new ClusterException(
                        forbiddenSocket().map(ContainerEngine::noPermission).orElseGet(ContainerEngine::noAnswer)));
    }

    /**
     * Lets Testcontainers prepare what it needs for containers: its reaper, and its own checks of the engine.
     *
     * @throws ClusterException if that fails
     */
    static void requireTestcontainers() {
        try {
            DockerClientFactory.instance().client();
        } catch (RuntimeException refusal) {
            throw new ClusterException(
                    "Testcontainers cannot use the container engine: " + refusal.getMessage()
                            + ". Its log says more. If its reaper does not start here, set"
                            + " TESTCONTAINERS_RYUK_DISABLED=true in the environment" + WITHOUT,
                    refusal);
        }
    }

    private static Optional<Path> forbiddenSocket() {
        Optional<Named> named = Named.ofEnvironment();
        return (named.isPresent() ? named.flatMap(Named::socket) : Optional.of(SOCKET))
                .filter(socket -> Files.exists(socket) && !Files.isWritable(socket));
    }

    private static String noPermission(Path socket) {
        return "The user " + System.getProperty("user.name") + " has no permission on " + socket
                + ", so k3s cannot be started. Add the user to the socket's group" + WITHOUT;
    }

    private static String noAnswer() {
        return Named.ofEnvironment()
                .map(named -> "No container engine answers at " + named.address() + ", which DOCKER_HOST names, so k3s"
                        + " cannot be started. Start it, let DOCKER_HOST name another one" + WITHOUT)
                .orElse("No container engine answers, so k3s cannot be started. Start Docker or an engine that speaks"
                        + " its API (DOCKER_HOST names another one)" + WITHOUT);
    }

    /**
     * The address at which containers of the engine's default network reach the engine's machine; empty if this process
     * cannot listen there, as on another machine.
     */
    static Optional<InetAddress> gateway(DockerClient engine) {
        try {
            Network network = engine.inspectNetworkCmd().withNetworkId(NETWORK).exec();
            List<String> gateways = gateways(network).toList();
            // A Docker that has just made its bridge names no gateway until its next start: it is the bridge's address.
            return (gateways.isEmpty() ? addressesOfBridge(network) : gateways.stream())
                    .flatMap(address -> ManagedCluster.ofThisMachine(address).stream())
                    .findFirst();
        } catch (DockerException noBridge) {
            return Optional.empty();
        }
    }

    private static Stream<String> gateways(Network network) {
        return Stream.ofNullable(network.getIpam())
                .flatMap(ipam -> Stream.ofNullable(ipam.getConfig()))
                .flatMap(configs -> configs.stream())
                .flatMap(config -> Stream.ofNullable(config.getGateway()));
    }

    private static Stream<String> addressesOfBridge(Network network) {
        return Stream.ofNullable(network.getOptions())
                .flatMap(options -> Stream.ofNullable(options.get(BRIDGE_NAME)))
                .flatMap(ContainerEngine::interfaceOfThisMachine)
                .flatMap(NetworkInterface::inetAddresses)
                .filter(Inet4Address.class::isInstance)
                .map(InetAddress::getHostAddress);
    }

    private static Stream<NetworkInterface> interfaceOfThisMachine(String name) {
        try {
            return Stream.ofNullable(NetworkInterface.getByName(name));
        } catch (SocketException noInterfaces) {
            return Stream.empty();
        }
    }

    /**
     * {@return the same}
     *
     * @throws ClusterException if this process cannot listen there
     */
    static InetAddress requireGateway(DockerClient engine) {
        return gateway(engine)
                .orElseThrow(() -> new ClusterException(
                        GATEWAY_OUT_OF_REACH + ". Set kubeuser.cluster=embedded, or use an engine on this machine."));
    }

    /** {@return what a shell in a container prints} One character is one byte. */
    static String shell(K3sContainer container, String script, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("/bin/sh", "-c", script, "kubeuser"));
        command.addAll(List.of(arguments));
        try {
            ExecResult result = container.execInContainer(StandardCharsets.ISO_8859_1, command.toArray(String[]::new));
            if (result.getExitCode() != 0 || !result.getStderr().isEmpty()) {
                throw new IOException("the shell in the container failed: " + result.getStdout() + result.getStderr());
            }
            return result.getStdout();
        } catch (InterruptedException interrupt) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while a shell ran in the container", interrupt);
        }
    }

    /** Whether a server accepts connections. */
    static boolean accepts(String host, int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(host, port), CONNECT_MILLIS);
            return true;
        } catch (IOException silent) {
            return false;
        }
    }

    /** Whether the engine has an image under this name. */
    static boolean has(DockerClient engine, DockerImageName image) {
        try {
            engine.inspectImageCmd(image.asCanonicalNameString()).exec();
            return true;
        } catch (NotFoundException absent) {
            return false;
        }
    }

    /** The registry that the engine uses for image names without one. */
    static URI defaultRegistry(DockerClient engine) {
        String address = engine.infoCmd().exec().getIndexServerAddress();
        return URI.create(address == null ? "" : address);
    }

    /**
     * The engine that the environment variable DOCKER_HOST names. If it does not answer, Testcontainers would try
     * others, and containers would run where the user does not want them.
     *
     * @param address for example {@code tcp://host:2375} or {@code unix:///run/docker.sock}
     */
    private record Named(URI address) {

        static Optional<Named> ofEnvironment() {
            return Optional.ofNullable(System.getenv("DOCKER_HOST"))
                    .filter(text -> !text.isBlank())
                    .map(text -> new Named(URI.create(text.strip())));
        }

        /** The file of its socket, if it has one. */
        Optional<Path> socket() {
            return Optional.of(address)
                    .filter(uri -> "unix".equals(uri.getScheme()))
                    .map(URI::getPath)
                    .map(Path::of);
        }

        /** False if it certainly does not answer. */
        boolean mayAnswer() {
            return socket().map(Files::isWritable).orElseGet(this::listens);
        }

        private boolean listens() {
            return address.getHost() == null || address.getPort() < 0 || accepts(address.getHost(), address.getPort());
        }
    }
}
