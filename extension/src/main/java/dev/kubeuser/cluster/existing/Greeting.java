package dev.kubeuser.cluster.existing;

import dev.kubeuser.cluster.ClusterException;
import dev.kubeuser.cluster.internal.AdminKubeconfig;
import dev.kubeuser.cluster.internal.WhoAmI;
import dev.kubeuser.internal.Status;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.apis.VersionApi;
import java.time.Duration;

/**
 * What an existing cluster says when it is met: its version, and as whom it knows the kubeconfig's user.
 *
 * @param version for example {@code v1.36.3}
 * @param userName the name of the kubeconfig's user on the server
 */
record Greeting(String version, String userName) {

    private static final String ANONYMOUS = "system:anonymous";

    static Greeting exchange(AdminKubeconfig admin, String context, Duration timeout) {
        ApiClient client = within(timeout, admin.client());
        try {
            String version = new VersionApi(client).getCode().execute().getGitVersion();
            String userName = requireName(WhoAmI.ask(client).name(), admin, context);
            return new Greeting(version, userName);
        } catch (ApiException refusal) {
            throw new ClusterException(
                    "The existing cluster of context " + context + " at " + admin.server() + " cannot be used: "
                            + reason(refusal),
                    refusal);
        }
    }

    private static String requireName(String userName, AdminKubeconfig admin, String context) {
        if (userName.equals(ANONYMOUS)) {
            throw new ClusterException("The existing cluster of context " + context + " at " + admin.server()
                    + " takes the kubeconfig's user for " + ANONYMOUS + ": the credential did not reach it");
        }
        return userName;
    }

    private static String reason(ApiException refusal) {
        if (refusal.getCode() == 401) {
            return "it does not accept the credential of the kubeconfig's user (401); is it expired, or of another"
                    + " cluster?";
        }
        return Status.describe(refusal);
    }

    private static ApiClient within(Duration timeout, ApiClient client) {
        return client.setHttpClient(
                client.getHttpClient().newBuilder().callTimeout(timeout).build());
    }
}
