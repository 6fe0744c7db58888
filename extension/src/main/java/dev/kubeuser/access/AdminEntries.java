package dev.kubeuser.access;

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

/**
 * What the administrator's kubeconfig, which has one of each, says of the cluster and the user.
 *
 * @param cluster the content of its {@code cluster}
 * @param user the content of its {@code user}
 */
record AdminEntries(Map<String, Object> cluster, Map<String, Object> user) {

    static AdminEntries read(Path kubeconfig) {
        try (Reader in = Files.newBufferedReader(kubeconfig)) {
            KubeConfig config = KubeConfig.loadKubeConfig(in);
            return new AdminEntries(content(config.getClusters(), "cluster"), content(config.getUsers(), "user"));
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

    boolean hasCertificate() {
        return user.containsKey("client-certificate-data") && user.containsKey("client-key-data");
    }

    /** Some entry of the user that is base64. */
    String decoded(String key) {
        byte[] bytes = Base64.getDecoder().decode(String.valueOf(user.get(key)));
        return new String(bytes, StandardCharsets.US_ASCII);
    }

    /** The user may hold a token or a key. */
    @Override
    public String toString() {
        return "administrator's kubeconfig of " + cluster.get("server");
    }
}
