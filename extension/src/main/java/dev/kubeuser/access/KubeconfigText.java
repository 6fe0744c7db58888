package dev.kubeuser.access;

import dev.kubeuser.credential.ClientCredential;
import io.kubernetes.client.util.Yaml;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Words a kubeconfig. It names the server by address, so that programs without a host mapping reach it. */
final class KubeconfigText {

    private static final String CLUSTER = "kubeuser";

    private KubeconfigText() {}

    static String of(URI server, String authorities, String userName, @Nullable ClientCredential credential) {
        Map<String, Object> kubeconfig = new LinkedHashMap<>();
        kubeconfig.put("apiVersion", "v1");
        kubeconfig.put("kind", "Config");
        kubeconfig.put("clusters", List.of(entry(CLUSTER, "cluster", cluster(server, authorities))));
        kubeconfig.put("users", List.of(entry(userName, "user", user(credential))));
        kubeconfig.put("contexts", List.of(entry(CLUSTER, "context", context(userName))));
        kubeconfig.put("current-context", CLUSTER);
        return Yaml.dump(kubeconfig);
    }

    private static Map<String, Object> entry(String name, String kind, Map<String, Object> content) {
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("name", name);
        entry.put(kind, content);
        return entry;
    }

    private static Map<String, Object> cluster(URI server, String authorities) {
        Map<String, Object> cluster = new LinkedHashMap<>();
        cluster.put("server", server.toString());
        cluster.put("certificate-authority-data", base64(authorities));
        return cluster;
    }

    private static Map<String, Object> user(@Nullable ClientCredential credential) {
        Map<String, Object> user = new LinkedHashMap<>();
        if (credential != null) {
            user.put("client-certificate-data", base64(credential.certificatePem()));
            user.put("client-key-data", base64(credential.privateKeyPem()));
        }
        return user;
    }

    private static Map<String, Object> context(String userName) {
        Map<String, Object> context = new LinkedHashMap<>();
        context.put("cluster", CLUSTER);
        context.put("user", userName);
        return context;
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.US_ASCII));
    }
}
