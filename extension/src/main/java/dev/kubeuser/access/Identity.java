package dev.kubeuser.access;

import dev.kubeuser.credential.ClientCredential;
import java.util.Map;
import java.util.Set;
import okhttp3.OkHttpClient;

/** Who an access acts as: what the API server is told about it, and how clients and kubeconfigs do so. */
interface Identity {

    /** The user name that the API server knows it by. */
    String name();

    /** The groups it comes with; the API server adds {@code system:authenticated}. */
    Set<String> groups();

    /** A client that acts as this. */
    OkHttpClient client(ClientFactory clients);

    /** The {@code user} of a kubeconfig that acts as this. */
    Map<String, Object> kubeconfigUser();

    /**
     * The certificate it has, with its key.
     *
     * @throws IllegalStateException if it has none, saying why
     */
    ClientCredential certificate();
}
