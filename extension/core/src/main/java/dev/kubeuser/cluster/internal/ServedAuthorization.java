package dev.kubeuser.cluster.internal;

import dev.kubeuser.authorizer.internal.AuthorizationFile;
import dev.kubeuser.authorizer.internal.AuthorizerWebhooks;
import dev.kubeuser.cluster.ClusterException;
import dev.kubeuser.cluster.ClusterSpec;
import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * The authorization of one cluster by a file: a server for its webhooks, and the files that say so to the API server.
 * Thread-safe.
 */
public final class ServedAuthorization implements AutoCloseable {

    private static final String ARGUMENT = "authorization-config=";
    /** The name of the configuration in its folder. */
    public static final String CONFIGURATION = "authorization.json";

    private final AuthorizerWebhooks webhooks;
    private final ServerFolder folder;

    private ServedAuthorization(AuthorizerWebhooks webhooks, ServerFolder folder) {
        this.webhooks = webhooks;
        this.folder = folder;
    }

    /**
     * Serves the webhooks of a file, and writes where they are.
     *
     * @param source the file
     * @param address where the API server reaches this process
     * @param folder what the API server reads; it gets credentials for the webhooks
     */
    public static ServedAuthorization serve(String source, InetAddress address, ServerFolder folder) {
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
            return new ServedAuthorization(webhooks, folder);
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

    /** Returns a specification whose API server reads the configuration. */
    public ClusterSpec added(ClusterSpec spec) {
        List<String> arguments = new ArrayList<>(spec.apiserverArguments());
        arguments.add(ARGUMENT + folder.path(CONFIGURATION));
        return spec.withApiserverArguments(arguments.toArray(String[]::new));
    }

    /** Whether a specification has another one. */
    static boolean isIn(ClusterSpec spec) {
        return spec.apiserverArguments().stream().anyMatch(argument -> argument.startsWith(ARGUMENT));
    }

    /**
     * Starts the cluster.
     *
     * @param start fails in the API server's words if that does not accept the file
     */
    public <C> C start(Supplier<C> start) {
        boolean isStarted = false;
        try {
            C cluster = start.get();
            isStarted = true;
            return cluster;
        } catch (ClusterException failure) {
            throw located(failure);
        } finally {
            if (!isStarted) {
                close();
            }
        }
    }

    /** The API server says what is wrong where, but of the file that it was given. */
    private ClusterException located(ClusterException failure) {
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
        folder.close();
    }
}
