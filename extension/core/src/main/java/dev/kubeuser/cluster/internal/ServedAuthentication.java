package dev.kubeuser.cluster.internal;

import com.google.gson.JsonParser;
import dev.kubeuser.cluster.ClusterException;
import dev.kubeuser.cluster.ClusterSpec;
import dev.kubeuser.cluster.RunningCluster;
import dev.kubeuser.issuer.internal.AuthenticationFile;
import dev.kubeuser.issuer.internal.TokenIssuers;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;

/**
 * The authentication of one cluster by a file: a server for the keys of its issuers, and the file that says so to the API
 * server. Thread-safe.
 */
public final class ServedAuthentication implements AutoCloseable {

    private static final String ARGUMENT = "authentication-config=";

    private final TokenIssuers issuers;
    private final ServerFile configuration;

    private ServedAuthentication(TokenIssuers issuers, ServerFile configuration) {
        this.issuers = issuers;
        this.configuration = configuration;
    }

    /**
     * Serves the keys of the issuers of a cluster's file, and writes where they are.
     *
     * @param spec names the file
     * @param address where the API server reaches this process
     * @param configuration what the API server reads instead of the file; it gets no secrets
     */
    public static ServedAuthentication serve(ClusterSpec spec, InetAddress address, ServerFile configuration) {
        AuthenticationFile file = AuthenticationFile.read(Objects.requireNonNull(spec.authentication()));
        String served = spec.servedAuthentication();
        TokenIssuers issuers = TokenIssuers.serve(
                file,
                served == null ? file.json() : JsonParser.parseString(served).getAsJsonObject(),
                address);
        try {
            configuration.replace(issuers.configuration().toString());
            return new ServedAuthentication(issuers, configuration);
        } catch (IOException failure) {
            issuers.close();
            throw new ClusterException(
                    "The authentication of the cluster could not be written: " + failure.getMessage(), failure);
        }
    }

    /** The issuers, whose tokens this JVM signs. */
    public TokenIssuers issuers() {
        return issuers;
    }

    /** Returns a specification whose API server reads the configuration. */
    public ClusterSpec added(ClusterSpec spec) {
        List<String> arguments = new ArrayList<>(spec.apiserverArguments());
        arguments.add(ARGUMENT + configuration.path());
        return spec.withApiserverArguments(arguments.toArray(String[]::new));
    }

    /** Whether a specification has another one. */
    static boolean isIn(ClusterSpec spec) {
        return spec.apiserverArguments().stream().anyMatch(argument -> argument.startsWith(ARGUMENT));
    }

    /**
     * Starts the cluster, and waits until it knows the keys: until then it refuses all tokens.
     *
     * @param start fails in the API server's words if that does not accept the file
     * @param timeout how long the API server may take to ask for the keys once the cluster has started
     */
    public <C extends RunningCluster> C start(Supplier<C> start, Supplier<Duration> timeout) {
        boolean isStarted = false;
        try {
            C cluster = start.get();
            requireDiscovered(cluster, timeout.get());
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

    private void requireDiscovered(RunningCluster cluster, Duration timeout) {
        issuers.awaitDiscovery(timeout).ifPresent(unknown -> {
            cluster.close();
            throw new ClusterException(
                    "The API server has not asked for the keys of the issuer " + unknown.url()
                            + " in time, which this JVM serves at " + issuers.address()
                            + ". If a firewall keeps it from there, open it; otherwise set kubeuser.start-timeout to wait longer.");
        });
    }

    /** The API server says what is wrong where, but of the file that it was given. */
    private ClusterException located(ClusterException failure) {
        String words = String.valueOf(failure.getMessage());
        if (!words.contains("authentication configuration")) {
            return failure;
        }
        String places = issuers.file().locate(words);
        return new ClusterException(
                "The API server does not accept " + (places.isEmpty() ? issuers.file() : places) + ":\n" + words,
                failure);
    }

    @Override
    public void close() {
        issuers.close();
        configuration.close();
    }
}
