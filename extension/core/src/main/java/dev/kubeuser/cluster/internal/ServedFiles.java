package dev.kubeuser.cluster.internal;

import dev.kubeuser.authorizer.internal.AuthorizerWebhooks;
import dev.kubeuser.cluster.ClusterException;
import dev.kubeuser.cluster.ClusterSpec;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The files by which the API server of one cluster authenticates and authorizes, with the servers of this JVM that they
 * name. Thread-safe.
 */
public final class ServedFiles implements AutoCloseable {

    /** For an API server without such files. */
    public static final ServedFiles NONE = new ServedFiles(null, null, () -> {});

    private final @Nullable ServedAuthentication authentication;
    private final @Nullable ServedAuthorization authorization;
    private final Runnable removal;

    private ServedFiles(
            @Nullable ServedAuthentication authentication,
            @Nullable ServedAuthorization authorization,
            Runnable removal) {
        this.authentication = authentication;
        this.authorization = authorization;
        this.removal = removal;
    }

    /** Whether a specification names such a file. */
    public static boolean areIn(ClusterSpec spec) {
        return spec.authentication() != null || spec.authorization() != null;
    }

    /**
     * {@return a specification whose API server reads the files}
     *
     * @param path where the API server finds a file of a name
     */
    public static ClusterSpec added(ClusterSpec spec, UnaryOperator<String> path) {
        ClusterSpec added = spec;
        if (spec.authentication() != null) {
            added = with(added, ServedAuthentication.ARGUMENT, path.apply(ServedAuthentication.CONFIGURATION));
        }
        if (spec.authorization() != null) {
            added = with(added, ServedAuthorization.ARGUMENT, path.apply(ServedAuthorization.CONFIGURATION));
        }
        return added;
    }

    /** A specification with one more argument of kube-apiserver. */
    public static ClusterSpec with(ClusterSpec spec, String argument, String value) {
        List<String> arguments = new ArrayList<>(spec.apiserverArguments());
        arguments.add(argument + "=" + value);
        return spec.withApiserverArguments(arguments.toArray(String[]::new));
    }

    /**
     * Serves what the files of a cluster name, and writes them.
     *
     * @param spec names the files
     * @param address where the API server reaches this process
     * @param folder what the API server reads; it gets credentials for webhooks, and no other secrets
     */
    public static ServedFiles serve(ClusterSpec spec, InetAddress address, ServerFolder folder) {
        String source = spec.authorization();
        ServedAuthorization authorization = source == null ? null : ServedAuthorization.serve(source, address, folder);
        try {
            ServedAuthentication authentication =
                    spec.authentication() == null ? null : ServedAuthentication.serve(spec, address, folder);
            return new ServedFiles(authentication, authorization, folder::close);
        } catch (RuntimeException failure) {
            if (authorization != null) {
                authorization.close();
            }
            throw failure;
        }
    }

    /**
     * Starts the cluster, and waits until it knows the keys of all issuers. Closes these files if it does not start.
     *
     * @param start fails in the API server's words if that does not accept a file
     * @param timeout how long the API server may take to ask for the keys once the cluster has started
     */
    public <C extends ManagedCluster> C start(Supplier<C> start, Supplier<Duration> timeout) {
        boolean isStarted = false;
        try {
            C cluster = start.get();
            if (authentication != null) {
                authentication.begin(cluster, timeout.get());
            }
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

    private ClusterException located(ClusterException failure) {
        ClusterException located = authentication == null ? failure : authentication.located(failure);
        return authorization == null ? located : authorization.located(located);
    }

    public Optional<ServedAuthentication> authentication() {
        return Optional.ofNullable(authentication);
    }

    public Optional<AuthorizerWebhooks> authorizers() {
        return Optional.ofNullable(authorization).map(ServedAuthorization::webhooks);
    }

    @Override
    public void close() {
        if (authentication != null) {
            authentication.close();
        }
        if (authorization != null) {
            authorization.close();
        }
        removal.run();
    }
}
