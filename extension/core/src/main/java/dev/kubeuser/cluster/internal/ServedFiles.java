// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.cluster.internal;

import com.google.gson.JsonObject;
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
import java.util.function.Consumer;
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

    /** The argument of kube-apiserver that names the authorization. */
    private static final String AUTHORIZATION = "authorization-config";

    /** The name of its file in its folder. */
    private static final String AUTHORIZATION_FILE = "authorization.json";

    private final @Nullable ServedAuthentication authentication;
    private final @Nullable AuthorizerWebhooks authorizers;
    private final Runnable removal;

    private ServedFiles(
            @Nullable ServedAuthentication authentication, @Nullable AuthorizerWebhooks authorizers, Runnable removal) {
        this.authentication = authentication;
        this.authorizers = authorizers;
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
        check(spec, "authentication", spec.authentication(), ServedAuthentication.ARGUMENT, source -> {
            AuthenticationFile file = AuthenticationFile.read(source);
            if (file.hasAnonymous() && spec.anonymousAuth() != null) {
                throw new IllegalArgumentException(file + " says by anonymous who needs no credential, and so does"
                        + " anonymousAuth; leave one of the two out");
            }
        });
        check(spec, "authorization", spec.authorization(), AUTHORIZATION, source -> {
            AuthorizationFile file = AuthorizationFile.read(source);
            if (spec.k3sAgent() && !file.has("Node")) {
                throw new IllegalArgumentException(
                        file + " has no authorizer of type Node, without which the node of k3sAgent cannot work");
            }
        });
    }

    private static void check(
            ClusterSpec spec, String option, @Nullable String source, String argument, Consumer<String> file) {
        if (source == null) {
            return;
        }
        if (spec.apiserverArguments().stream().anyMatch(each -> each.startsWith(argument + "="))) {
            throw new IllegalArgumentException(option + " and the argument " + argument
                    + " of kube-apiserver both name a file; leave one of the two out");
        }
        try {
            file.accept(source);
        } catch (ManifestException unusable) {
            throw new IllegalArgumentException(option + ": " + unusable.getMessage(), unusable);
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
            added = with(added, AUTHORIZATION, path.apply(AUTHORIZATION_FILE));
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
        String authorization = spec.authorization();
        AuthorizerWebhooks authorizers = authorization == null ? null : serve(authorization, address, folder);
        try {
            ServedAuthentication authentication =
                    spec.authentication() == null ? null : ServedAuthentication.serve(spec, address, folder);
            return new ServedFiles(authentication, authorizers, folder::close);
        } catch (RuntimeException failure) {
            if (authorizers != null) {
                authorizers.close();
            }
            throw failure;
        }
    }

    private static AuthorizerWebhooks serve(String authorization, InetAddress address, ServerFolder folder) {
        AuthorizerWebhooks webhooks = AuthorizerWebhooks.serve(AuthorizationFile.read(authorization), address);
        try {
            for (String name : webhooks.names()) {
                folder.write(kubeconfig(name), webhooks.kubeconfig(name).toString());
            }
            JsonObject calling = webhooks.file().calling(name -> folder.path(kubeconfig(name)));
            folder.write(AUTHORIZATION_FILE, calling.toString());
            return webhooks;
        } catch (IOException failure) {
            webhooks.close();
            throw new ClusterException(
                    "The authorization of the cluster could not be written: " + failure.getMessage(), failure);
        }
    }

    private static String kubeconfig(String name) {
        return "authorizer-" + name + ".json";
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

    /** The API server reports what is wrong and where, but in the file that it was given. */
    private ClusterException located(ClusterException failure) {
        String words = String.valueOf(failure.getMessage());
        if (authentication != null && words.contains("authentication configuration")) {
            AuthenticationFile file = authentication.issuers().file();
            return new ClusterException(refusal(file, file.locate(words), words), failure);
        }
        if (authorizers == null) {
            return failure;
        }
        AuthorizationFile file = authorizers.file();
        String places = file.locate(words);
        return places.isEmpty() && !words.contains("AuthorizationConfiguration") && !words.contains("for authorizer")
                ? failure
                : new ClusterException(refusal(file, places, words), failure);
    }

    /** @param places the parts of the file that the API server's words name; empty if they name none */
    static String refusal(Object file, String places, String words) {
        return "The API server does not accept " + (places.isEmpty() ? file : places) + ":\n" + words;
    }

    public Optional<ServedAuthentication> authentication() {
        return Optional.ofNullable(authentication);
    }

    public Optional<AuthorizerWebhooks> authorizers() {
        return Optional.ofNullable(authorizers);
    }

    @Override
    public void close() {
        if (authentication != null) {
            authentication.close();
        }
        if (authorizers != null) {
            authorizers.close();
        }
        removal.run();
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
