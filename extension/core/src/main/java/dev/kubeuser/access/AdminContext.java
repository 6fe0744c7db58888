package dev.kubeuser.access;

import dev.kubeuser.cluster.Cluster;
import dev.kubeuser.cluster.internal.ManagedCluster;
import dev.kubeuser.cluster.internal.WhoAmI;
import dev.kubeuser.credential.ClientCredential;
import dev.kubeuser.credential.CredentialException;
import dev.kubeuser.rbac.UserInfo;
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.util.KubeConfig;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The only context of the administrator's kubeconfig: a cluster and a user.
 *
 * @param cluster the content of its {@code cluster}
 * @param user the content of its {@code user}
 */
record AdminContext(Map<String, Object> cluster, Map<String, Object> user) {

    static AdminContext of(Cluster cluster) {
        Path kubeconfig = cluster.adminKubeconfig();
        try (Reader in = Files.newBufferedReader(kubeconfig)) {
            KubeConfig config = KubeConfig.loadKubeConfig(in);
            return new AdminContext(content(config.getClusters(), "cluster"), content(config.getUsers(), "user"));
        } catch (IOException failure) {
            throw new UncheckedIOException(
                    "The administrator's kubeconfig " + kubeconfig + " could not be read", failure);
        }
    }

    private static Map<String, Object> content(List<Object> entries, String kind) {
        Map<String, Object> content = new LinkedHashMap<>();
        if (entries.get(0) instanceof Map<?, ?> entry && entry.get(kind) instanceof Map<?, ?> found) {
            found.forEach((key, value) -> content.put(String.valueOf(key), value));
        }
        return content;
    }

    /** Who the administrator is, from the certificate or else from the server. */
    static AuthInfo administrator(ManagedCluster cluster) {
        AdminContext kubeconfig = of(cluster);
        if (kubeconfig.hasCertificate()) {
            return new AuthInfo.Certificate(
                    ClientCredential.read(
                            kubeconfig.decoded("client-certificate-data"), kubeconfig.decoded("client-key-data")),
                    Optional.empty());
        }
        UserInfo self = recognized(cluster);
        return new AuthInfo.Administrator(cluster, self.name(), self.groups());
    }

    /** Who the server says it is, where the kubeconfig has no certificate that does. */
    private static UserInfo recognized(ManagedCluster cluster) {
        try {
            return WhoAmI.ask(cluster.adminRequests());
        } catch (ApiException refusal) {
            throw new CredentialException(WhoAmI.unknown(cluster, "the kubeconfig's administrator", refusal), refusal);
        }
    }

    private boolean hasCertificate() {
        return user.containsKey("client-certificate-data") && user.containsKey("client-key-data");
    }

    private String decoded(String key) {
        byte[] bytes = Base64.getDecoder().decode(String.valueOf(user.get(key)));
        return new String(bytes, StandardCharsets.US_ASCII);
    }

    /** The user may hold a token or a key. */
    @Override
    public String toString() {
        return "administrator's kubeconfig of " + cluster.get("server");
    }
}
