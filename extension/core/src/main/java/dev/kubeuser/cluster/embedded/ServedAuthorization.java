package dev.kubeuser.cluster.embedded;

import dev.kubeuser.authorizer.internal.AuthorizationFile;
import dev.kubeuser.authorizer.internal.AuthorizerWebhooks;
import dev.kubeuser.cluster.ClusterException;
import dev.kubeuser.cluster.ClusterSpec;
import dev.kubeuser.cluster.internal.ClusterDirectory;
import dev.kubeuser.cluster.internal.HostAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;

/**
 * The authorization of one control plane by a file: a server for its webhooks, and the file that says so to the API server.
 *
 * @param webhooks the webhooks
 * @param directory only this user may enter it
 */
record ServedAuthorization(AuthorizerWebhooks webhooks, Path directory) {

    /** Starts a control plane by a specification that has the changed file as an argument. */
    static EmbeddedCluster launch(
            String source, ClusterSpec spec, BiFunction<ClusterSpec, ServedAuthorization, EmbeddedCluster> start) {
        AuthorizationFile file = AuthorizationFile.read(source);
        return ClusterDirectory.createFor(spec.launch().keep(), directory -> {
            ServedAuthorization served = new ServedAuthorization(AuthorizerWebhooks.serve(file, loopback()), directory);
            boolean isStarted = false;
            try {
                EmbeddedCluster cluster = start.apply(served.added(spec), served);
                isStarted = true;
                return cluster;
            } catch (ClusterException failure) {
                throw located(file, failure);
            } finally {
                if (!isStarted) {
                    served.webhooks.close();
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
            arguments.add("authorization-config=" + webhooks.write(directory));
        } catch (IOException failure) {
            throw new ClusterException(
                    "The authorization of the cluster could not be written to " + directory + ": "
                            + failure.getMessage(),
                    failure);
        }
        return spec.withApiserverArguments(arguments.toArray(String[]::new));
    }

    /** The API server says what is wrong where, but of the file that it was given. */
    private static ClusterException located(AuthorizationFile file, ClusterException failure) {
        String words = String.valueOf(failure.getMessage());
        String places = file.locate(words);
        return places.isEmpty() && !words.contains("AuthorizationConfiguration") && !words.contains("for authorizer")
                ? failure
                : new ClusterException(
                        "The API server does not accept " + (places.isEmpty() ? file : places) + ":\n" + words,
                        failure);
    }

    void close() {
        webhooks.close();
        ClusterDirectory.remove(directory);
    }
}
