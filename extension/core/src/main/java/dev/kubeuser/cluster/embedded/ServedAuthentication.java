package dev.kubeuser.cluster.embedded;

import dev.kubeuser.cluster.ClusterException;
import dev.kubeuser.cluster.ClusterKind;
import dev.kubeuser.cluster.ClusterSpec;
import dev.kubeuser.cluster.internal.ClusterDirectory;
import dev.kubeuser.cluster.internal.HostAddress;
import dev.kubeuser.issuer.internal.AuthenticationFile;
import dev.kubeuser.issuer.internal.TokenIssuers;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;

/**
 * The authentication of one control plane by a file: a server for the keys of its issuers, and the file that says so to the
 * API server. That is in a directory of its own, for the program wants an empty one.
 *
 * @param issuers the issuers
 * @param directory only this user may enter it
 */
record ServedAuthentication(TokenIssuers issuers, Path directory) {

    /** Starts a control plane by a specification that has the changed file as an argument. */
    static EmbeddedCluster launch(
            String source, ClusterSpec spec, BiFunction<ClusterSpec, ServedAuthentication, EmbeddedCluster> start) {
        AuthenticationFile file = AuthenticationFile.read(source);
        return ClusterDirectory.createFor(spec.launch().keep(), directory -> {
            ServedAuthentication served = new ServedAuthentication(TokenIssuers.serve(file, loopback()), directory);
            boolean isStarted = false;
            try {
                EmbeddedCluster cluster = start.apply(served.added(spec), served);
                served.requireDiscovered(spec, cluster);
                isStarted = true;
                return cluster;
            } catch (ClusterException failure) {
                throw located(file, failure);
            } finally {
                if (!isStarted) {
                    served.issuers.close();
                }
            }
        });
    }

    private static InetAddress loopback() {
        return HostAddress.ofThisMachine(HostAddress.LOOPBACK)
                .orElseThrow(() -> new ClusterException("This machine has no address " + HostAddress.LOOPBACK));
    }

    private ClusterSpec added(ClusterSpec spec) {
        List<String> arguments = new ArrayList<>(spec.apiserverArguments());
        try {
            arguments.add("authentication-config=" + issuers.write(directory));
        } catch (IOException failure) {
            throw new ClusterException(
                    "The authentication of the cluster could not be written to " + directory + ": "
                            + failure.getMessage(),
                    failure);
        }
        return spec.withApiserverArguments(arguments.toArray(String[]::new));
    }

    /** Until the API server knows the keys of an issuer, it refuses all of its tokens. */
    private void requireDiscovered(ClusterSpec spec, EmbeddedCluster cluster) {
        issuers.awaitDiscovery(spec.launch().startTimeout(ClusterKind.EMBEDDED)).ifPresent(unknown -> {
            cluster.close();
            throw new ClusterException("The API server has not asked for the keys of the issuer " + unknown.url()
                    + " in time; set kubeuser.start-timeout to wait longer.");
        });
    }

    /** The API server says what is wrong where, but of the file that it was given. */
    private static ClusterException located(AuthenticationFile file, ClusterException failure) {
        String words = String.valueOf(failure.getMessage());
        if (!words.contains("authentication configuration")) {
            return failure;
        }
        String places = file.locate(words);
        return new ClusterException(
                "The API server does not accept " + (places.isEmpty() ? file : places) + ":\n" + words, failure);
    }

    void close() {
        issuers.close();
        ClusterDirectory.remove(directory);
    }
}
