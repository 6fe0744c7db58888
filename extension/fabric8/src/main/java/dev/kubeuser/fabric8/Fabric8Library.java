// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.fabric8;

import com.google.gson.JsonObject;
import dev.kubeuser.access.ClientConfig;
import dev.kubeuser.access.ClientLibrary;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.access.KubeResponse;
import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.api.model.StatusDetails;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.NamespacedKubernetesClient;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;

/**
 * Offers {@link KubernetesClient}, {@link NamespacedKubernetesClient} and {@link Config} of fabric8. Each injection
 * gets a client of its own, because operators close what they are given. Its requests fall into the test that sends
 * them. A client that a test builds from a {@link Config} acts as the same user, but its requests fall into a test only
 * if the user had no other at that time.
 *
 * @see <a href="https://github.com/fabric8io/kubernetes-client">fabric8's Kubernetes client</a>
 */
@API(status = API.Status.INTERNAL, since = "0.1")
public final class Fabric8Library implements ClientLibrary {

    /** For {@link java.util.ServiceLoader}. */
    public Fabric8Library() {}

    @Override
    public String artifact() {
        return "kubeuser-fabric8";
    }

    @Override
    public Set<Class<?>> types() {
        return Set.of(KubernetesClient.class, NamespacedKubernetesClient.class, Config.class);
    }

    @Override
    public Object create(Class<?> type, KubeAccess access) {
        Config config = new Fabric8Config(access).config();
        return type == Config.class ? config : client(config, access.clientConfig());
    }

    private static NamespacedKubernetesClient client(Config config, ClientConfig requests) {
        return new KubernetesClientBuilder()
                .withConfig(config)
                .withHttpClientBuilderConsumer(
                        http -> http.addOrReplaceInterceptor(RequestReport.NAME, new RequestReport(requests)))
                .build()
                .adapt(NamespacedKubernetesClient.class);
    }

    @Override
    public Optional<KubeResponse> answer(Throwable thrown) {
        return thrown instanceof KubernetesClientException refusal && refusal.getCode() > 0
                ? Optional.of(
                        KubeResponse.of("a request of fabric8's client", refusal.getCode(), Map.of(), body(refusal)))
                : Optional.empty();
    }

    private static String body(KubernetesClientException refusal) {
        Status status = refusal.getStatus();
        if (status == null) {
            return Objects.requireNonNullElse(refusal.getMessage(), "");
        }
        JsonObject json = new JsonObject();
        json.addProperty("kind", "Status");
        json.addProperty("reason", status.getReason());
        json.addProperty("message", status.getMessage());
        json.addProperty("code", status.getCode());
        json.add("details", details(status.getDetails()));
        json.entrySet().removeIf(member -> member.getValue().isJsonNull());
        return json.toString();
    }

    private static @Nullable JsonObject details(@Nullable StatusDetails details) {
        if (details == null) {
            return null;
        }
        JsonObject json = new JsonObject();
        json.addProperty("name", details.getName());
        json.addProperty("group", details.getGroup());
        json.addProperty("kind", details.getKind());
        json.entrySet().removeIf(member -> member.getValue().isJsonNull());
        return json;
    }
}
