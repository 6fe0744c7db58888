package dev.kubeuser.cluster.k3s;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.model.Network;
import dev.kubeuser.cluster.ClusterException;
import dev.kubeuser.cluster.internal.HostAddress;
import java.net.InetAddress;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The address at which containers of the engine's default network reach the engine's machine. Only a process of that
 * machine can listen there.
 */
final class BridgeGateway {

    /** Where containers are that name no network; engines other than Docker know it by this name too. */
    private static final String NETWORK = "bridge";

    static final String OUT_OF_REACH =
            "k3s cannot take authentication or authorization here, for its container does not"
                    + " reach what this JVM serves: that takes an engine on this machine, with a network " + NETWORK
                    + " whose gateway is an address of this machine";

    private BridgeGateway() {}

    /** Finds it, if this process can listen there. */
    static Optional<InetAddress> ofThisMachine(DockerClient engine) {
        try {
            return gateways(engine.inspectNetworkCmd().withNetworkId(NETWORK).exec())
                    .flatMap(gateway -> HostAddress.ofThisMachine(gateway).stream())
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

    /**
     * {@return the same}
     *
     * @throws ClusterException if this process cannot listen there
     */
    static InetAddress require(DockerClient engine) {
        return ofThisMachine(engine)
                .orElseThrow(() -> new ClusterException(
                        OUT_OF_REACH + ". Set kubeuser.cluster=embedded, or use an engine on this machine."));
    }
}
