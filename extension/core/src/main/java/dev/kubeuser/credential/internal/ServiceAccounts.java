package dev.kubeuser.credential.internal;

import dev.kubeuser.base.internal.Deadline;
import dev.kubeuser.cluster.Cluster;
import dev.kubeuser.cluster.internal.ManagedCluster;
import dev.kubeuser.cluster.internal.Run;
import dev.kubeuser.credential.BearerToken;
import dev.kubeuser.credential.CredentialException;
import dev.kubeuser.credential.ServiceAccountSpec;
import io.kubernetes.client.common.KubernetesObject;
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.apis.CoreV1Api;
import io.kubernetes.client.openapi.models.AuthenticationV1TokenRequest;
import io.kubernetes.client.openapi.models.V1BoundObjectReference;
import io.kubernetes.client.openapi.models.V1DeleteOptions;
import io.kubernetes.client.openapi.models.V1Namespace;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.openapi.models.V1Preconditions;
import io.kubernetes.client.openapi.models.V1ServiceAccount;
import io.kubernetes.client.openapi.models.V1TokenRequestSpec;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Provides the ServiceAccounts of one cluster, as its administrator. It removes what it creates: a ServiceAccount when
 * its last user releases it, a namespace when this is closed, because deleting namespaces takes a while. Thread-safe.
 *
 * @see <a
 *     href="https://kubernetes.io/docs/reference/kubernetes-api/authentication-resources/token-request-v1/">TokenRequest</a>
 */
public final class ServiceAccounts implements AutoCloseable {

    private static final int FORBIDDEN = 403;
    private static final int NOT_FOUND = 404;
    private static final int CONFLICT = 409;

    /** The cause that admission names. */
    private static final String NAMESPACE_TERMINATING = "NamespaceTerminating";

    /** Clusters with nodes take a while to empty a namespace. */
    private static final Duration FOR_A_NAMESPACE = Duration.ofMinutes(1);

    private final ManagedCluster cluster;
    private final CoreV1Api core;
    private final TokenSecrets secrets;
    private final Map<String, Integer> uses = new HashMap<>();
    private final Map<String, Removal> accounts = new HashMap<>();
    private final Deque<Removal> namespaces = new ArrayDeque<>();

    /**
     * Prepares for a cluster; sends nothing yet.
     *
     * @param cluster the cluster
     */
    public ServiceAccounts(Cluster cluster) {
        this.cluster = ManagedCluster.of(cluster);
        this.core = new CoreV1Api(cluster.adminClient());
        this.secrets = new TokenSecrets(core);
    }

    /**
     * Requests a token. Creates the ServiceAccount and its namespace first if they are missing.
     *
     * @param account whose token; the caller releases it
     * @return a new token
     * @throws CredentialException if the server refuses
     */
    public BearerToken token(ServiceAccountSpec account) {
        provide(account);
        return renewed(account);
    }

    /**
     * Requests another token of a ServiceAccount that was provided before. If it was deleted since, it stays deleted.
     *
     * @param account whose token; nobody has to release it
     * @return a new token
     * @throws CredentialException if the server refuses
     */
    public BearerToken renewed(ServiceAccountSpec account) {
        if (account.tokenSecret() != null) {
            return secrets.token(account, account.tokenSecret());
        }
        AuthenticationV1TokenRequest request = new AuthenticationV1TokenRequest()
                .spec(new V1TokenRequestSpec()
                        .audiences(account.audiences())
                        .boundObjectRef(boundObject(account))
                        .expirationSeconds(account.expiration().toSeconds()));
        try {
            var status = core.createNamespacedServiceAccountToken(account.name(), account.namespace(), request)
                    .execute()
                    .getStatus();
            return new BearerToken(
                    account, status.getToken(), status.getExpirationTimestamp().toInstant());
        } catch (ApiException refusal) {
            String bound = account.boundObject() == null ? "" : ", bound to " + account.boundObject();
            throw CredentialException.refused("requesting a token of the " + account.subject() + bound, refusal);
        }
    }

    /** Without a UID: the object that has the name now. */
    private static @Nullable V1BoundObjectReference boundObject(ServiceAccountSpec account) {
        String object = account.boundObject();
        if (object == null) {
            return null;
        }
        int slash = object.indexOf('/');
        String kind = object.substring(0, 1).toUpperCase(Locale.ROOT) + object.substring(1, slash);
        return new V1BoundObjectReference().apiVersion("v1").kind(kind).name(object.substring(slash + 1));
    }

    /**
     * Gives a token back. With the last token, removes a ServiceAccount that was created here, and with it its tokens.
     *
     * @param account whose token
     * @throws CredentialException if the server refuses to remove it
     */
    public synchronized void release(ServiceAccountSpec account) {
        int left = uses.merge(account.userName(), -1, Integer::sum);
        @Nullable Removal removal = left > 0 ? null : accounts.remove(account.userName());
        if (removal != null) {
            removal.run();
        }
    }

    /** Waits for the end of a namespace that an earlier test deleted, as manifests do. */
    private void provide(ServiceAccountSpec account) {
        Deadline deadline = Deadline.in(FOR_A_NAMESPACE);
        if (!deadline.await(() -> isProvided(account))) {
            throw new CredentialException(
                    "The " + account.subject() + " cannot be provided: the namespace " + account.namespace()
                            + " of an earlier test is being deleted and was not gone " + deadline
                            + ". Finalizers or a missing controller may hold it; remove them, or use another namespace");
        }
    }

    /** Whether there is the account now; not while its namespace is being deleted. */
    private synchronized boolean isProvided(ServiceAccountSpec account) {
        try {
            Optional<V1Namespace> namespace =
                    found(() -> core.readNamespace(account.namespace()).execute());
            if (namespace.filter(ServiceAccounts::isEnding).isPresent()) {
                return false;
            }
            if (namespace.isEmpty()) {
                createNamespace(account.namespace());
            }
            if (found(() -> core.readNamespacedServiceAccount(account.name(), account.namespace())
                            .execute())
                    .isEmpty()) {
                createAccount(account);
            }
            uses.merge(account.userName(), 1, Integer::sum);
            return true;
        } catch (ApiException refusal) {
            if (isForEndingNamespace(refusal)) {
                return false;
            }
            throw CredentialException.refused("providing the " + account.subject(), refusal);
        }
    }

    private static boolean isEnding(V1Namespace namespace) {
        return namespace.getMetadata().getDeletionTimestamp() != null;
    }

    /** Admission learns of namespaces from a watch, so it may refuse for a former one that is gone already. */
    private static boolean isForEndingNamespace(ApiException refusal) {
        return refusal.getCode() == FORBIDDEN
                && String.valueOf(refusal.getResponseBody()).contains(NAMESPACE_TERMINATING);
    }

    private static <T> Optional<T> found(Call<T> call) throws ApiException {
        try {
            return Optional.of(call.execute());
        } catch (ApiException refusal) {
            if (refusal.getCode() == NOT_FOUND) {
                return Optional.empty();
            }
            throw refusal;
        }
    }

    private void createNamespace(String name) throws ApiException {
        V1Namespace body = new V1Namespace().metadata(metadata(name));
        created(() -> core.createNamespace(body).fieldManager(Run.MANAGER).execute())
                .ifPresent(uid -> namespaces.push(new Removal(
                        "the namespace " + name,
                        () -> core.deleteNamespace(name).body(only(uid)).execute())));
    }

    private void createAccount(ServiceAccountSpec account) throws ApiException {
        V1ServiceAccount body = new V1ServiceAccount().metadata(metadata(account.name()));
        created(() -> core.createNamespacedServiceAccount(account.namespace(), body)
                        .fieldManager(Run.MANAGER)
                        .execute())
                .ifPresent(uid -> accounts.put(
                        account.userName(),
                        new Removal(
                                "the " + account.subject(),
                                () -> core.deleteNamespacedServiceAccount(account.name(), account.namespace())
                                        .body(only(uid))
                                        .execute())));
    }

    private V1ObjectMeta metadata(String name) {
        return new V1ObjectMeta()
                .name(name)
                .labels(cluster.run().labels())
                .annotations(cluster.run().annotations());
    }

    /**
     * The UID of a new object; empty if another client was faster, such as the controller that creates the default
     * ServiceAccount of a namespace.
     */
    private Optional<String> created(Call<? extends KubernetesObject> call) throws ApiException {
        try {
            String uid = call.execute().getMetadata().getUid();
            cluster.createdUids().add(uid);
            return Optional.of(uid);
        } catch (ApiException refusal) {
            if (refusal.getCode() == CONFLICT) {
                return Optional.empty();
            }
            throw refusal;
        }
    }

    /** Deletes an object, unless another one has its place. */
    private static V1DeleteOptions only(String uid) {
        return new V1DeleteOptions().preconditions(new V1Preconditions().uid(uid));
    }

    /** Removes what was created and still exists, namespaces last. */
    @Override
    public synchronized void close() {
        accounts.values().forEach(Removal::run);
        accounts.clear();
        while (!namespaces.isEmpty()) {
            namespaces.pop().run();
        }
    }

    private interface Call<T> {
        T execute() throws ApiException;
    }

    private record Removal(String what, Call<?> call) {
        void run() {
            try {
                call.execute();
            } catch (ApiException refusal) {
                if (refusal.getCode() != NOT_FOUND && refusal.getCode() != CONFLICT) {
                    throw CredentialException.refused("removing " + what, refusal);
                }
            }
        }
    }
}
