package dev.kubeuser.cluster.internal;

import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.util.Optional;

/** Addresses at which this process can listen. */
public final class HostAddress {

    /** Where only programs of this machine connect. */
    public static final String LOOPBACK = "127.0.0.1";

    private HostAddress() {}

    /**
     * {@return the address; empty if no network interface of this machine has it}
     *
     * @param address an IP address
     */
    public static Optional<InetAddress> ofThisMachine(String address) {
        try {
            InetAddress parsed = InetAddress.getByName(address);
            return NetworkInterface.getByInetAddress(parsed) == null ? Optional.empty() : Optional.of(parsed);
        } catch (IOException unknown) {
            return Optional.empty();
        }
    }
}
