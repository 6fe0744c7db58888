package dev.kubeuser.access;

import dev.kubeuser.cluster.Cluster;
import dev.kubeuser.credential.internal.Secret;
import io.kubernetes.client.util.Yaml;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apiguardian.api.API;

/**
 * A kubeconfig with one cluster, one user and one context, and with the credentials inside. It names the server as the
 * administrator's kubeconfig does, so any program can reach it.
 *
 * @see <a href="https://kubernetes.io/docs/reference/config-api/kubeconfig.v1/">kubeconfig (v1)</a>
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class Kubeconfig {

    private static final String CLUSTER = "kubeuser";

    private final Secret text;
    private final String namespace;
    private final UserFiles files;

    private Kubeconfig(String text, String namespace, UserFiles files) {
        this.text = new Secret(text);
        this.namespace = namespace;
        this.files = files;
    }

    static Kubeconfig of(Cluster cluster, AuthInfo user, String namespace, UserFiles files) {
        Map<String, Object> kubeconfig = new LinkedHashMap<>();
        kubeconfig.put("apiVersion", "v1");
        kubeconfig.put("kind", "Config");
        kubeconfig.put(
                "clusters",
                List.of(entry(CLUSTER, "cluster", AdminContext.of(cluster).cluster())));
        kubeconfig.put("users", List.of(entry(user.name(), "user", user.kubeconfigUser())));
        kubeconfig.put("contexts", List.of(entry(CLUSTER, "context", context(user.name(), namespace))));
        kubeconfig.put("current-context", CLUSTER);
        return new Kubeconfig(Yaml.dump(kubeconfig), namespace, files);
    }

    private static Map<String, Object> entry(String name, String kind, Map<String, Object> content) {
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("name", name);
        entry.put(kind, content);
        return entry;
    }

    private static Map<String, Object> context(String userName, String namespace) {
        Map<String, Object> context = new LinkedHashMap<>();
        context.put("cluster", CLUSTER);
        context.put("user", userName);
        context.put("namespace", namespace);
        return context;
    }

    /**
     * {@return the kubeconfig as YAML; it contains the private key: keep it out of logs and reports}
     */
    public String text() {
        return text.reveal();
    }

    /**
     * Writes the kubeconfig to disk on the first call, for {@code kubectl --kubeconfig} and similar programs.
     *
     * @return a file with mode 0600 in a directory with mode 0700, removed when the user's scope ends
     */
    public Path file() {
        return files.write(namespace.equals("default") ? "kubeconfig" : "kubeconfig-" + namespace, text());
    }

    /** Names the directory, never the content. */
    @Override
    public String toString() {
        return "kubeconfig in " + files;
    }
}
