// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.cluster.internal;

import dev.kubeuser.auth.internal.AuthenticationFile;
import dev.kubeuser.auth.internal.AuthorizationFile;
import dev.kubeuser.auth.internal.AuthorizerWebhooks;
import dev.kubeuser.cluster.ClusterException;
import dev.kubeuser.cluster.ClusterSpec;
import dev.kubeuser.manifest.ManifestException;
import java.io.IOException;
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
    private final @Nullable Authorization authorization;
    private final Runnable removal;

    private ServedFiles(
            @Nullable ServedAuthentication authentication, @Nullable Authorization authorization, Runnable removal) {
        this.authentication = authentication;
        this.authorization = authorization;
        this.removal = removal;
    }

    /** Whether a specification names such a file. */
    public static boolean areIn(ClusterSpec spec) {
        return spec.authentication() != null || spec.authorization() != null;
    }

    /**
     * Checks, without starting anything, whether a cluster can have the files that a specification names. The API
     * server checks their content.
     *
     * @throws IllegalArgumentException if it cannot
     */
    static void check(ClusterSpec spec) {
        String authentication = spec.authentication();
        if (authentication != null) {
            requireOne(spec, "authentication", ServedAuthentication.ARGUMENT);
            try {
                check(spec, AuthenticationFile.read(authentication));
            } catch (ManifestException unusable) {
                throw new IllegalArgumentException("authentication: " + unusable.getMessage(), unusable);
            }
        }
        String authorization = spec.authorization();
        if (authorization != null) {
            requireOne(spec, "authorization", Authorization.ARGUMENT);
            try {
                check(spec, AuthorizationFile.read(authorization));
            } catch (ManifestException unusable) {
                throw new IllegalArgumentException("authorization: " + unusable.getMessage(), unusable);
            }
        }
    }

    private static void requireOne(ClusterSpec spec, String option, String argument) {
        if (spec.apiserverArguments().stream().anyMatch(each -> each.startsWith(argument + "="))) {
            throw new IllegalArgumentException(option + " and the argument " + argument
                    + " of kube-apiserver both name a file; leave one of the two out");
        }
    }

    private static void check(ClusterSpec spec, AuthenticationFile file) {
        if (file.hasAnonymous() && spec.anonymousAuth() != null) {
            throw new IllegalArgumentException(file + " says by anonymous who needs no credential, and so does"
                    + " anonymousAuth; leave one of the two out");
        }
    }

    private static void check(ClusterSpec spec, AuthorizationFile file) {
        if (spec.k3sAgent() && !file.has("Node")) {
            throw new IllegalArgumentException(
                    file + " has no authorizer of type Node, without which the node of k3sAgent cannot work");
        }
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
            added = with(added, Authorization.ARGUMENT, path.apply(Authorization.CONFIGURATION));
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
        Authorization authorization = source == null ? null : Authorization.serve(source, address, folder);
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
        return Optional.ofNullable(authorization).map(Authorization::webhooks);
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

    /**
     * The authorization of one cluster by a file: a server for its webhooks, and the files that point the API server to
     * it. Thread-safe.
     */
    private static final class Authorization implements AutoCloseable {

        /** The argument of kube-apiserver that names the file. */
        static final String ARGUMENT = "authorization-config";

        /** The name of the file in its folder. */
        static final String CONFIGURATION = "authorization.json";

        private final AuthorizerWebhooks webhooks;

        private Authorization(AuthorizerWebhooks webhooks) {
            this.webhooks = webhooks;
        }

        /**
         * Serves the webhooks of a file, and writes where they are.
         *
         * @param source the file
         * @param address where the API server reaches this process
         * @param folder what the API server reads; it gets credentials for the webhooks
         */
        static Authorization serve(String source, InetAddress address, ServerFolder folder) {
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
                return new Authorization(webhooks);
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

        /** The API server reports what is wrong and where, but in the file that it was given. */
        ClusterException located(ClusterException failure) {
            String words = String.valueOf(failure.getMessage());
            String places = webhooks.file().locate(words);
            return places.isEmpty()
                            && !words.contains("AuthorizationConfiguration")
                            && !words.contains("for authorizer")
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

    /** A folder with files that only an API server reads. */
    public interface ServerFolder extends AutoCloseable {

        /** Where the API server finds a file of this name. */
        String path(String file);

        /** Writes or replaces a file as a whole: the API server reads the old content or the new. */
        void write(String file, String content) throws IOException;

        /**
         * {@return why an API server does not start by a file; empty if it does, or if that cannot be known without it}
         *
         * @param argument the argument of kube-apiserver that would name the file
         */
        default Optional<String> refusal(String argument, String content) throws IOException {
            return Optional.empty();
        }

        /** Removes it, if it does not go with the API server. */
        @Override
        void close();
    }
}
