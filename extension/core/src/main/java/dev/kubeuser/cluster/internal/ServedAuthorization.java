package dev.kubeuser.cluster.internal;

import dev.kubeuser.authorizer.internal.AuthorizationFile;
import dev.kubeuser.authorizer.internal.AuthorizerWebhooks;
import dev.kubeuser.cluster.ClusterException;
import java.io.IOException;
import java.net.InetAddress;

/**
 * The authorization of one cluster by a file: a server for its webhooks, and the files that say so to the API server.
 * Thread-safe.
 */
final class ServedAuthorization implements AutoCloseable {

    /** The argument of kube-apiserver that names the file. */
    static final String ARGUMENT = "authorization-config";

    /** The name of the file in its folder. */
    static final String CONFIGURATION = "authorization.json";

    private final AuthorizerWebhooks webhooks;

    private ServedAuthorization(AuthorizerWebhooks webhooks) {
        this.webhooks = webhooks;
    }

    /**
     * Serves the webhooks of a file, and writes where they are.
     *
     * @param source the file
     * @param address where the API server reaches this process
     * @param folder what the API server reads; it gets credentials for the webhooks
     */
    static ServedAuthorization serve(String source, InetAddress address, ServerFolder folder) {
        AuthorizerWebhooks webhooks = AuthorizerWebhooks.serve(AuthorizationFile.read(source), address);
        try {
            for (String name : webhooks.names()) {
                folder.write(kubeconfig(name), webhooks.kubeconfig(name).toString());
            }
            folder.write(
                    CONFIGURATION,
                    webhooks.file()
                            .calling(name -> folder.path(kubeconfig(name)))
                            .toString());
            return new ServedAuthorization(webhooks);
        } catch (IOException failure) {
            webhooks.close();
            throw new ClusterException(
                    "The authorization of the cluster could not be written: " + failure.getMessage(), failure);
        }
    }

    private static String kubeconfig(String name) {
        return "authorizer-" + name + ".json";
    }

    AuthorizerWebhooks webhooks() {
        return webhooks;
    }

    /** The API server says what is wrong where, but of the file that it was given. */
    ClusterException located(ClusterException failure) {
        String words = String.valueOf(failure.getMessage());
        String places = webhooks.file().locate(words);
        return places.isEmpty() && !words.contains("AuthorizationConfiguration") && !words.contains("for authorizer")
                ? failure
                : new ClusterException(
                        "The API server does not accept " + (places.isEmpty() ? webhooks.file() : places) + ":\n"
                                + words,
                        failure);
    }

    @Override
    public void close() {
        webhooks.close();
    }
}
