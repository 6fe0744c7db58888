// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.cluster.k3s;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.kubeuser.base.internal.Deadline;
import dev.kubeuser.base.internal.Json;
import dev.kubeuser.base.internal.LabelSelector;
import dev.kubeuser.cluster.LaunchOptions;
import dev.kubeuser.cluster.internal.AdminAccess;
import dev.kubeuser.cluster.internal.ApiRequests;
import dev.kubeuser.cluster.internal.KubeconfigContext;
import io.kubernetes.client.openapi.ApiException;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import okhttp3.Request;
import okhttp3.Response;
import org.testcontainers.containers.ContainerLaunchException;
import org.testcontainers.containers.wait.strategy.AbstractWaitStrategy;
import org.testcontainers.k3s.K3sContainer;

/**
 * Waits until k3s is ready: /readyz succeeds, and the controllers have created what every cluster has. k3s starts its
 * controllers after its API server, so /readyz alone comes many seconds too early. Asks as the administrator, because
 * k3s refuses anonymous requests. A server without an agent never logs the line that {@link K3sContainer} waits for by
 * default.
 */
final class ReadinessWait extends AbstractWaitStrategy {

    private static final String KUBECONFIG = "/etc/rancher/k3s/k3s.yaml";
    private static final String CLUSTER_ROLES = "apis/rbac.authorization.k8s.io/v1/clusterroles";
    private static final Duration LONG_AFTER = Duration.ofMinutes(1);

    private final LaunchOptions launch;
    private final K3sStart.Progress progress;

    ReadinessWait(LaunchOptions launch, K3sStart.Progress progress) {
        this.launch = launch;
        this.progress = progress;
    }

    /** One wait of the start: what is too late there is too late here. */
    private interface Condition {
        boolean isMet() throws IOException, ApiException;
    }

    @Override
    protected void waitUntilReady() {
        progress.now(K3sStart.Step.READY);
        await(() -> {
            try (AdminAccess admin = admin()) {
                return isReady(admin.requests());
            }
        });
        try (AdminAccess admin = admin()) {
            awaitControllers(admin.requests());
        } catch (IOException failure) {
            throw new ContainerLaunchException("k3s was ready, and then its kubeconfig could not be read", failure);
        }
    }

    private static boolean isReady(ApiRequests admin) throws IOException {
        Request request = new Request.Builder().url(admin.url("readyz")).build();
        try (Response response = admin.http().newCall(request).execute()) {
            if (!response.isSuccessful()) {
                throw new IOException(
                        "/readyz: " + response.code() + " " + response.body().string());
            }
            return true;
        }
    }

    private void awaitControllers(ApiRequests admin) {
        progress.now(K3sStart.Step.DEFAULTS);
        await(() -> {
            admin.get(admin.url("api/v1/namespaces/default/serviceaccounts/default"));
            admin.get(admin.url("api/v1/namespaces/default/configmaps/kube-root-ca.crt"));
            return areAggregated(Json.list(admin.get(admin.url(CLUSTER_ROLES)), "items"));
        });
    }

    /** Waits until interrupted: the caller that waits for the start gives up in time, and reports why. */
    private void await(Condition condition) {
        Deadline longAfter = Deadline.in(progress.timeout().plus(LONG_AFTER));
        if (!longAfter.await(() -> isMet(condition))) {
            throw new ContainerLaunchException("k3s was not ready " + progress.lateness());
        }
    }

    private boolean isMet(Condition condition) {
        requireRunning();
        try {
            return condition.isMet();
        } catch (ApiException notYet) {
            progress.found("answer: " + notYet.getCode() + " " + notYet.getMessage());
        } catch (IOException | RuntimeException notYet) {
            progress.found("problem: " + notYet.getMessage());
        }
        return false;
    }

    private void requireRunning() {
        if (!waitStrategyTarget.isRunning()) {
            throw new ContainerLaunchException(ended());
        }
    }

    /** How it ended, unless it is removed already. */
    private String ended() {
        try {
            return K3sServer.ended(waitStrategyTarget.getCurrentContainerInfo().getState());
        } catch (RuntimeException removed) {
            return K3sServer.ended(null, false);
        }
    }

    private AdminAccess admin() throws IOException {
        String kubeconfig = waitStrategyTarget.copyFileFromContainer(
                KUBECONFIG, content -> new String(content.readAllBytes(), StandardCharsets.UTF_8));
        return AdminAccess.local(
                Path.of(KUBECONFIG), KubeconfigContext.read(kubeconfig).at(server()), launch);
    }

    private URI server() {
        return URI.create("https://" + waitStrategyTarget.getHost() + ":"
                + waitStrategyTarget.getMappedPort(K3sContainer.KUBE_SECURE_PORT));
    }

    /**
     * Whether each ClusterRole that aggregates others has their rules: {@code admin}, {@code edit} and {@code view} are
     * empty until their controller runs, and the sum of what they aggregate only when it has come to rest.
     *
     * @see <a href="https://kubernetes.io/docs/reference/access-authn-authz/rbac/#aggregated-clusterroles">Aggregated
     *     ClusterRoles</a>
     */
    private static boolean areAggregated(List<JsonElement> roles) {
        return roles.stream()
                .allMatch(role -> aggregatedBy(role, roles)
                        .allMatch(other -> Json.list(role, "rules").containsAll(Json.list(other, "rules"))));
    }

    private static Stream<JsonElement> aggregatedBy(JsonElement role, List<JsonElement> roles) {
        JsonObject rule = Json.object(role, "aggregationRule");
        return Json.list(rule, "clusterRoleSelectors").stream()
                .map(LabelSelector::of)
                .flatMap(selector -> roles.stream()
                        .filter(other -> !other.equals(role)
                                && selector.selects(LabelSelector.labelsOf(other.getAsJsonObject()))));
    }
}
