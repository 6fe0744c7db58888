package dev.kubeuser.credential;

import dev.kubeuser.cluster.Cluster;
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.apis.CoreV1Api;
import io.kubernetes.client.openapi.models.AuthenticationV1TokenRequest;
import io.kubernetes.client.openapi.models.V1Namespace;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.openapi.models.V1ServiceAccount;
import io.kubernetes.client.openapi.models.V1TokenRequestSpec;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The ServiceAccounts of one cluster, with the administrator's hands. What it creates, it removes when it is closed. Safe
 * for several threads.
 *
 * @see <a
 *     href="https://kubernetes.io/docs/reference/kubernetes-api/authentication-resources/token-request-v1/">TokenRequest</a>
 */
public final class ServiceAccounts implements AutoCloseable {

    private static final int NOT_FOUND = 404;
    private static final int CONFLICT = 409;

    private final Cluster cluster;
    private final CoreV1Api core;
    private final Deque<Removal> removals = new ArrayDeque<>();

    /**
     * Prepares for a cluster; nothing is sent yet.
     *
     * @param cluster which
     */
    public ServiceAccounts(Cluster cluster) {
        this.cluster = cluster;
        this.core = new CoreV1Api(cluster.adminClient());
    }

    /**
     * Requests a token, after creating the ServiceAccount and its namespace where they are absent.
     *
     * @param account whose
     * @return a new token
     * @throws CredentialException if the server refuses
     */
    public ServiceAccountToken token(ServiceAccountSpec account) {
        provide(account);
        AuthenticationV1TokenRequest request = new AuthenticationV1TokenRequest()
                .spec(new V1TokenRequestSpec()
                        .audiences(account.audiences())
                        .expirationSeconds(account.lifetime().toSeconds()));
        try {
            var status = core.createNamespacedServiceAccountToken(account.name(), account.namespace(), request)
                    .execute()
                    .getStatus();
            return new ServiceAccountToken(
                    account, status.getToken(), status.getExpirationTimestamp().toInstant());
        } catch (ApiException refusal) {
            throw Refusal.of("requesting a token of the " + account.subject(), refusal);
        }
    }

    private synchronized void provide(ServiceAccountSpec account) {
        try {
            if (!exists(() -> core.readNamespace(account.namespace()).execute())) {
                createNamespace(account.namespace());
            }
            if (!exists(() -> core.readNamespacedServiceAccount(account.name(), account.namespace())
                    .execute())) {
                createAccount(account);
            }
        } catch (ApiException refusal) {
            throw Refusal.of("providing the " + account.subject(), refusal);
        }
    }

    private static boolean exists(Call call) throws ApiException {
        try {
            call.execute();
            return true;
        } catch (ApiException refusal) {
            if (refusal.getCode() == NOT_FOUND) {
                return false;
            }
            throw refusal;
        }
    }

    private void createNamespace(String name) throws ApiException {
        createUnlessThere(
                () -> core.createNamespace(new V1Namespace().metadata(metadata(name)))
                        .execute(),
                new Removal(
                        "the namespace " + name,
                        () -> core.deleteNamespace(name).execute()));
    }

    private void createAccount(ServiceAccountSpec account) throws ApiException {
        V1ServiceAccount body = new V1ServiceAccount().metadata(metadata(account.name()));
        createUnlessThere(
                () -> core.createNamespacedServiceAccount(account.namespace(), body)
                        .execute(),
                new Removal(
                        "the " + account.subject(),
                        () -> core.deleteNamespacedServiceAccount(account.name(), account.namespace())
                                .execute()));
    }

    private V1ObjectMeta metadata(String name) {
        return new V1ObjectMeta()
                .name(name)
                .labels(cluster.run().labels())
                .annotations(cluster.run().annotations());
    }

    /** Somebody else may have been quicker, such as the controller that gives each namespace its default one. */
    private void createUnlessThere(Call call, Removal removal) throws ApiException {
        try {
            call.execute();
            removals.push(removal);
        } catch (ApiException refusal) {
            if (refusal.getCode() != CONFLICT) {
                throw refusal;
            }
        }
    }

    /** Removes what was created, the last first. */
    @Override
    public synchronized void close() {
        while (!removals.isEmpty()) {
            removals.pop().run();
        }
    }

    private interface Call {
        Object execute() throws ApiException;
    }

    private record Removal(String what, Call call) {
        void run() {
            try {
                call.execute();
            } catch (ApiException refusal) {
                if (refusal.getCode() != NOT_FOUND) {
                    throw Refusal.of("removing " + what, refusal);
                }
            }
        }
    }
}
