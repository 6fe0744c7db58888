package dev.kubeuser.access;

import io.kubernetes.client.util.Yaml;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Words a kubeconfig. It names the server as the administrator's does, so that any program reaches it. */
final class KubeconfigText {

    private static final String CLUSTER = "kubeuser";

    private KubeconfigText() {}

    static String of(Map<String, Object> cluster, String userName, Map<String, Object> user) {
        Map<String, Object> kubeconfig = new LinkedHashMap<>();
        kubeconfig.put("apiVersion", "v1");
        kubeconfig.put("kind", "Config");
        kubeconfig.put("clusters", List.of(entry(CLUSTER, "cluster", cluster)));
        kubeconfig.put("users", List.of(entry(userName, "user", user)));
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

    private static Map<String, Object> context(String userName) {
        Map<String, Object> context = new LinkedHashMap<>();
        context.put("cluster", CLUSTER);
        context.put("user", userName);
        return context;
    }
}
