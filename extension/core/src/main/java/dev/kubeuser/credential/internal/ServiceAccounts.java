// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.credential.internal;

import static dev.kubeuser.base.internal.Json.object;
import static dev.kubeuser.base.internal.Json.text;

import com.google.gson.JsonObject;
import dev.kubeuser.base.internal.Deadline;
import dev.kubeuser.base.internal.Json;
import dev.kubeuser.cluster.Cluster;
import dev.kubeuser.cluster.internal.ApiRequests;
import dev.kubeuser.cluster.internal.ManagedCluster;
import dev.kubeuser.cluster.internal.Run;
import dev.kubeuser.credential.BearerToken;
import dev.kubeuser.credential.CredentialException;
import dev.kubeuser.credential.ServiceAccountSpec;
import io.kubernetes.client.openapi.ApiException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.Deque;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import okhttp3.HttpUrl;

/**
 * Provides the ServiceAccounts of one cluster, as its administrator. It removes what it creates: a ServiceAccount when
 * its last user releases it, a namespace when this is closed, because deleting namespaces takes a while. Thread-safe.
 *
 * @see <a
 *     href="https://kubernetes.io/docs/reference/kubernetes-api/authentication-resources/token-request-v1/">TokenRequest</a>,
 *     <a href="https://kubernetes.io/docs/concepts/configuration/secret/#serviceaccount-token-secrets">ServiceAccount
 *     token Secrets</a>
 */
public final class ServiceAccounts implements AutoCloseable {

    private static final int FORBIDDEN = 403;
    private static final int NOT_FOUND = 404;
    private static final int CONFLICT = 409;

    private static final String NAMESPACES = "api/v1/namespaces";
    private static final String METADATA = "metadata";

    /** The cause that admission names. */
    private static final String NAMESPACE_TERMINATING = "NamespaceTerminating";

    /** The type of Secrets with a token, and the annotation that says whose it is. */
    private static final String TOKEN_SECRET = "kubernetes.io/service-account-token";

    private static final String ACCOUNT = "kubernetes.io/service-account.name";

    /** Clusters with nodes take a while to empty a namespace. */
    private static final Duration FOR_A_NAMESPACE = Duration.ofMinutes(1);

    private static final Duration FOR_THE_CONTROLLER = Duration.ofSeconds(30);

    private final ManagedCluster cluster;
    private final ApiRequests admin;
    private final Map<String, Integer> uses = new HashMap<>();
    private final Map<String, Created> accounts = new HashMap<>();
    private final Deque<Created> namespaces = new ArrayDeque<>();

    private record Created(String what, HttpUrl url, String uid) {}

    /**
     * Prepares for a cluster; sends nothing yet.
     *
     * @param cluster the cluster
     */
    public ServiceAccounts(Cluster cluster) {
        this.cluster = ManagedCluster.of(cluster);
        this.admin = this.cluster.adminRequests();
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
     * @param account the ServiceAccount of the token, which need not be released
     * @return a new token
     * @throws CredentialException if the server refuses
     */
    public BearerToken renewed(ServiceAccountSpec account) {
        String bound = account.boundObject();
        if (account.tokenSecret() != null) {
            return ofSecret(account, account.tokenSecret());
        }
        Map<String, Object> spec = new HashMap<>();
        spec.put("audiences", account.audiences());
        spec.put("expirationSeconds", account.expiration().toSeconds());
        if (bound != null) {
            spec.put("boundObjectRef", reference(bound));
        }
        JsonObject request =
                Json.object(Map.of("apiVersion", "authentication.k8s.io/v1", "kind", "TokenRequest", "spec", spec));
        HttpUrl url = url(account).newBuilder().addPathSegment("token").build();
        try {
            JsonObject status = object(admin.post(url, request), "status");
            return new BearerToken(account, text(status, "token"), Instant.parse(text(status, "expirationTimestamp")));
        } catch (ApiException refusal) {
            throw CredentialException.refused(
                    "requesting a token of the " + account.subject() + (bound == null ? "" : ", bound to " + bound),
                    refusal);
        }
    }

    /** Without a UID: the object that has the name now. */
    private static Map<String, String> reference(String object) {
        int slash = object.indexOf('/');
        String kind = object.substring(0, 1).toUpperCase(Locale.ROOT) + object.substring(1, slash);
        return Map.of("apiVersion", "v1", "kind", kind, "name", object.substring(slash + 1));
    }

    /** The token that a controller of the cluster puts into a Secret, after a while. */
    private BearerToken ofSecret(ServiceAccountSpec account, String secret) {
        Deadline deadline = Deadline.in(FOR_THE_CONTROLLER);
        String token = deadline.poll(() -> read(account, secret), read -> !read.isEmpty());
        if (token.isEmpty()) {
            throw new CredentialException("The Secret " + account.namespace() + "/" + secret + " has no token of the "
                    + account.subject() + ": no controller of the cluster filled it " + deadline);
        }
        return BearerToken.withoutExpiration(account, token);
    }

    private String read(ServiceAccountSpec account, String name) {
        try {
            JsonObject secret = admin.get(admin.url(NAMESPACES, account.namespace(), "secrets", name));
            String owner = text(object(object(secret, METADATA), "annotations"), ACCOUNT);
            if (!text(secret, "type").equals(TOKEN_SECRET) || !owner.equals(account.name())) {
                throw new CredentialException("The Secret " + account.namespace() + "/" + name
                        + " is not for a token of the " + account.subject() + ": it needs the type " + TOKEN_SECRET
                        + " and the annotation " + ACCOUNT + ": " + account.name());
            }
            byte[] token = Base64.getDecoder().decode(text(object(secret, "data"), "token"));
            return new String(token, StandardCharsets.US_ASCII);
        } catch (ApiException refusal) {
            throw CredentialException.refused("reading the token of the " + account.subject(), refusal);
        }
    }

    /**
     * Gives a token back. With the last token, removes a ServiceAccount that was created here, and with it its tokens.
     *
     * @param account whose token
     * @throws CredentialException if the server refuses to remove it
     */
    public synchronized void release(ServiceAccountSpec account) {
        int left = uses.merge(account.userName(), -1, Integer::sum);
        Created unused = left > 0 ? null : accounts.remove(account.userName());
        if (unused != null) {
            remove(unused);
        }
    }

    /** Waits for the end of a namespace that an earlier test deleted, as manifests do. */
    private void provide(ServiceAccountSpec account) {
        Deadline deadline = Deadline.in(FOR_A_NAMESPACE);
        if (!deadline.await(() -> isProvided(account))) {
            throw new CredentialException(
                    "The " + account.subject() + " cannot be provided: the namespace " + account.namespace()
                            + " of an earlier test is being deleted and was not gone " + deadline
                            + ". Finalizers or a missing controller may hold it; remove them, or use another "
                            + "namespace");
        }
    }

    /** Whether the account exists, and its namespace is not terminating. */
    private synchronized boolean isProvided(ServiceAccountSpec account) {
        HttpUrl namespace = admin.url(NAMESPACES, account.namespace());
        try {
            Optional<JsonObject> found = found(namespace);
            if (found.map(object -> object(object, METADATA).has("deletionTimestamp"))
                    .orElse(false)) {
                return false;
            }
            if (found.isEmpty()) {
                create("the namespace " + account.namespace(), namespace).ifPresent(namespaces::push);
            }
            if (found(url(account)).isEmpty()) {
                create("the " + account.subject(), url(account))
                        .ifPresent(created -> accounts.put(account.userName(), created));
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

    private HttpUrl url(ServiceAccountSpec account) {
        return admin.url(NAMESPACES, account.namespace(), "serviceaccounts", account.name());
    }

    /** Admission learns of namespaces from a watch, so it may refuse for a former one that is gone already. */
    private static boolean isForEndingNamespace(ApiException refusal) {
        return refusal.getCode() == FORBIDDEN
                && String.valueOf(refusal.getResponseBody()).contains(NAMESPACE_TERMINATING);
    }

    private Optional<JsonObject> found(HttpUrl url) throws ApiException {
        try {
            return Optional.of(admin.get(url));
        } catch (ApiException refusal) {
            if (refusal.getCode() == NOT_FOUND) {
                return Optional.empty();
            }
            throw refusal;
        }
    }

    /**
     * Creates an object that has nothing but a name; empty if another client was faster, such as the controller that
     * creates the default ServiceAccount of a namespace.
     */
    private Optional<Created> create(String what, HttpUrl url) throws ApiException {
        int last = url.pathSize() - 1;
        HttpUrl all = url.newBuilder()
                .removePathSegment(last)
                .addQueryParameter("fieldManager", Run.MANAGER)
                .build();
        Map<String, ?> metadata = Map.of(
                "name", url.pathSegments().get(last),
                "labels", cluster.run().labels(),
                "annotations", cluster.run().annotations());
        try {
            JsonObject created = admin.post(all, Json.object(Map.of(METADATA, metadata)));
            String uid = text(object(created, METADATA), "uid");
            cluster.created().put(uid, url.toString());
            return Optional.of(new Created(what, url, uid));
        } catch (ApiException refusal) {
            if (refusal.getCode() == CONFLICT) {
                return Optional.empty();
            }
            throw refusal;
        }
    }

    /** Removes an object, unless it is gone or another one has its place. */
    private void remove(Created created) {
        try {
            admin.delete(created.url(), created.uid());
        } catch (ApiException refusal) {
            if (refusal.getCode() != NOT_FOUND && refusal.getCode() != CONFLICT) {
                throw CredentialException.refused("removing " + created.what(), refusal);
            }
        }
        cluster.created().remove(created.uid());
    }

    /** Removes what was created and still exists, namespaces last. */
    @Override
    public synchronized void close() {
        accounts.values().forEach(this::remove);
        accounts.clear();
        while (!namespaces.isEmpty()) {
            remove(namespaces.pop());
        }
    }
}
