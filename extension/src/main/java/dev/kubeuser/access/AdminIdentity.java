package dev.kubeuser.access;

import dev.kubeuser.cluster.Cluster;
import dev.kubeuser.credential.ClientCredential;
import java.util.Map;
import java.util.Set;
import okhttp3.OkHttpClient;

/**
 * The administrator of an existing cluster who authenticates by other means than a certificate, such as a token or a
 * credential plugin. Who that is, only the server can say.
 */
record AdminIdentity(Cluster cluster, String name, Set<String> groups, Map<String, Object> kubeconfigUser)
        implements Identity {

    /** Its credential is in the administrator's own connections, which are renewed with it. */
    @Override
    public OkHttpClient client(ClientFactory clients) {
        return clients.named(cluster.adminClient().getHttpClient());
    }

    @Override
    public ClientCredential certificate() {
        throw new IllegalStateException("The administrator \"" + name + "\" of the existing cluster has no certificate:"
                + " the kubeconfig names another kind of credential");
    }

    @Override
    public String toString() {
        return "administrator " + name;
    }
}
