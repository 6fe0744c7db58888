// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.access;

import dev.kubeuser.access.ClientRequest.Sender;
import dev.kubeuser.access.internal.ClientLibraries;
import dev.kubeuser.access.internal.ClusterContext;
import dev.kubeuser.access.internal.ObservedRequest;
import dev.kubeuser.access.internal.Recognition;
import dev.kubeuser.access.internal.RequestListener;
import dev.kubeuser.base.internal.OpenResources;
import dev.kubeuser.cluster.Cluster;
import dev.kubeuser.cluster.internal.ApiRequests;
import dev.kubeuser.cluster.internal.ManagedCluster;
import dev.kubeuser.credential.BearerToken;
import dev.kubeuser.credential.CertificateFlow;
import dev.kubeuser.credential.ClientCredential;
import dev.kubeuser.credential.CredentialException;
import dev.kubeuser.credential.UserSpec;
import dev.kubeuser.credential.Via;
import dev.kubeuser.rbac.Subject;
import dev.kubeuser.rbac.UserInfo;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.openapi.models.V1CertificateSigningRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.cert.X509Certificate;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;

/**
 * One user's access to one cluster: what {@code @KubeUser} and {@code @KubeAdmin} inject into a test. Each of its
 * clients presents the user's credential to the API server only, verifies the server's certificate, and sends an
 * {@code Audit-ID} with each request. That ID identifies the request in the API server's audit log.
 *
 * <p>Immutable and thread-safe. The extension closes what it injects; close what you get from {@link #connect(Cluster,
 * ClientCredential)} and the other factory methods yourself.
 */
@API(status = API.Status.MAINTAINED, since = "0.1")
public final class KubeAccess implements CertificateFlow.Caller, AutoCloseable {

    private static final MediaType JSON = MediaType.get("application/json");
    private static final String DEFAULT_NAMESPACE = "default";

    private final ClusterContext context;
    private final AuthInfo user;
    private final Sender sender;
    private final OkHttpClient http;
    private final UserFiles files;
    private final OpenResources clients;
    private final String namespace;

    /** Shared with the same access in other namespaces. */
    private final AtomicReference<@Nullable UserInfo> known;

    private KubeAccess(ClusterContext context, AuthInfo user) {
        this(context, user, context.listeners());
    }

    private KubeAccess(ClusterContext context, AuthInfo user, RequestListener listener) {
        ManagedCluster cluster = context.cluster();
        this.context = context;
        this.user = user;
        this.sender = new Sender(cluster.endpoint(), user, cluster.run()::newAuditId, listener);
        this.http = user.client(cluster).newBuilder().addInterceptor(sender).build();
        this.files = new UserFiles(cluster.directory(), name());
        this.clients = new OpenResources();
        this.namespace = DEFAULT_NAMESPACE;
        this.known = new AtomicReference<>();
    }

    private KubeAccess(KubeAccess original, String namespace) {
        this.context = original.context;
        this.user = original.user;
        this.sender = original.sender;
        this.http = original.http;
        this.files = original.files;
        this.clients = original.clients;
        this.namespace = namespace;
        this.known = original.known;
    }

    /**
     * Accesses a cluster with a credential.
     *
     * @param cluster the cluster
     * @param credential a certificate signed by the cluster's client authority, or a forged one, to see it refused
     * @return the access; the caller closes it
     */
    public static KubeAccess connect(Cluster cluster, ClientCredential credential) {
        return new KubeAccess(ClusterContext.of(cluster), new AuthInfo.Certificate(credential, Optional.empty()));
    }

    /**
     * Accesses a cluster with a credential that came from a CertificateSigningRequest.
     *
     * @param cluster the cluster
     * @param credential the issued certificate with its key
     * @param flow the flow that issued it; it may be closed
     * @return the access; the caller closes it
     */
    @API(status = API.Status.INTERNAL)
    public static KubeAccess connect(Cluster cluster, ClientCredential credential, CertificateFlow flow) {
        return new KubeAccess(ClusterContext.of(cluster), new AuthInfo.Certificate(credential, Optional.of(flow)));
    }

    /**
     * Accesses a cluster with a token of a ServiceAccount or an identity. Asks the API server who an identity is.
     *
     * @param cluster the cluster
     * @param token a token issued by the cluster or for it, or a forged one, to see it refused
     * @return the access; the caller closes it
     * @throws CredentialException if the API server does not answer
     */
    public static KubeAccess connect(Cluster cluster, BearerToken token) {
        return connect(cluster, () -> token, false);
    }

    /**
     * Accesses a cluster with tokens that are renewed.
     *
     * @param cluster the cluster
     * @param tokens asked for the token of each request; always of the same ServiceAccount or identity
     * @return the access; the caller closes it
     * @throws CredentialException if the API server does not answer
     */
    public static KubeAccess connect(Cluster cluster, Supplier<BearerToken> tokens) {
        return connect(cluster, tokens, true);
    }

    private static KubeAccess connect(Cluster cluster, Supplier<BearerToken> tokens, boolean isRenewed) {
        ClusterContext context = ClusterContext.of(cluster);
        return new KubeAccess(context, AuthInfo.Token.of(context.cluster(), tokens, isRenewed));
    }

    /**
     * Accesses a cluster as its administrator.
     *
     * @param cluster the cluster
     * @return the access of the user in {@link Cluster#adminKubeconfig()}; the caller closes it
     */
    public static KubeAccess admin(Cluster cluster) {
        ClusterContext context = ClusterContext.of(cluster);
        return new KubeAccess(context, AuthInfo.administrator(context.cluster()), unheard -> {});
    }

    /**
     * Accesses a cluster as a user that its administrator impersonates. This tests what the user may do, not how the
     * user authenticates.
     *
     * @param cluster the cluster
     * @param userName the user; the cluster need not know it
     * @param groups the user's groups; the API server adds {@code system:authenticated}
     * @return the access; the caller closes it
     * @throws IllegalArgumentException if the user or a group cannot be a header's value: it is blank, starts or ends
     *     with a blank, or has control characters
     * @throws CredentialException if the administrator may not impersonate this user with these groups
     * @see <a href="https://kubernetes.io/docs/reference/access-authn-authz/user-impersonation/">User Impersonation</a>
     */
    @API(status = API.Status.INTERNAL)
    public static KubeAccess impersonate(Cluster cluster, String userName, Set<String> groups) {
        UserSpec spec = UserSpec.named(userName, Via.IMPERSONATION).withGroups(groups.toArray(String[]::new));
        ClusterContext context = ClusterContext.of(cluster);
        AuthInfo user =
                new AuthInfo.Impersonated(AuthInfo.administrator(context.cluster()), true, spec.name(), spec.groups());
        KubeAccess access = new KubeAccess(context, user);
        try {
            Recognition.require(access);
            return access;
        } catch (CredentialException refused) {
            access.close();
            throw refused;
        }
    }

    /**
     * Impersonates another user with this user's credential, by {@code Impersonate} headers on each request. This
     * method sends nothing, so a user who may not impersonate is denied at the first request.
     *
     * @param userName for example {@code bob} or {@code system:serviceaccount:ci:deployer}
     * @param groups the groups to name; the API server adds {@code system:authenticated}, and those of a ServiceAccount
     *     if none is named
     * @return the access; the caller closes it
     * @throws IllegalArgumentException if the user or a group cannot be a header's value
     * @throws IllegalStateException if this user is impersonated
     */
    public KubeAccess impersonating(String userName, String... groups) {
        if (isImpersonated()) {
            throw new IllegalStateException("\"" + name() + "\" is impersonated, and so cannot impersonate \""
                    + userName + "\": a request names one user");
        }
        UserSpec spec = UserSpec.named(userName, Via.IMPERSONATION).withGroups(groups);
        return new KubeAccess(context, new AuthInfo.Impersonated(user, false, spec.name(), spec.groups()))
                .inNamespace(namespace);
    }

    /**
     * Accesses a cluster without a credential. Still verifies the server's certificate.
     *
     * @param cluster the cluster
     * @return the access of {@code system:anonymous}; the caller closes it
     */
    public static KubeAccess anonymous(Cluster cluster) {
        return new KubeAccess(ClusterContext.of(cluster), new AuthInfo.Anonymous());
    }

    /** {@return the user name; for an identity that the API server did not know, the name that the test gives it} */
    @Override
    public String name() {
        return user.name();
    }

    /** {@return the groups of the credential; the API server adds {@code system:authenticated}} */
    public Set<String> groups() {
        return user.groups();
    }

    /**
     * {@return the user as the API server knows it}
     *
     * @param whoami asks the server; called only until it answers, because a credential does not change its user
     */
    @API(status = API.Status.INTERNAL)
    public UserInfo userInfo(Supplier<UserInfo> whoami) {
        UserInfo answered = known.get();
        if (answered == null) {
            answered = whoami.get();
            known.set(answered);
        }
        return answered;
    }

    /**
     * {@return a sentence for messages that the client certificate or the token has expired, and when; empty while it
     * is valid or if its expiration is unknown}
     */
    @API(status = API.Status.INTERNAL)
    public Optional<String> expired() {
        return user.expired();
    }

    /**
     * {@return whether the administrator or another user impersonates the user, so that authentication is not tested}
     */
    public boolean isImpersonated() {
        return user instanceof AuthInfo.Impersonated;
    }

    /**
     * {@return the same access with another namespace in its kubeconfig and its clients; closing either closes both}
     *
     * @param namespace the namespace of requests that name none
     */
    public KubeAccess inNamespace(String namespace) {
        return namespace.equals(this.namespace) ? this : new KubeAccess(this, namespace);
    }

    /**
     * {@return the namespace that its kubeconfig and clients assume for requests that name none: that of the test's
     * {@code @KubeNamespace} without a value, otherwise {@code default}}
     */
    public String namespace() {
        return namespace;
    }

    /**
     * {@return the URL that this user's clients address: {@code https://kubernetes:PORT/}, a name that other clients
     * must map as {@code curl --resolve} does; on an existing cluster, the address in its kubeconfig}
     */
    @Override
    public HttpUrl baseUrl() {
        return sender.server().url();
    }

    /**
     * {@return the URL of a path on this cluster}
     *
     * @param path absolute path with its query, for example {@code /api/v1/namespaces?limit=1}
     */
    public HttpUrl url(String path) {
        return sender.server().resolve(path);
    }

    /**
     * Sends a GET request.
     *
     * @param path absolute path with its query
     * @return the answer, whatever its code
     * @throws UncheckedIOException if there is no answer
     */
    public KubeResponse get(String path) {
        return request("GET", path, null);
    }

    /**
     * Sends a request.
     *
     * @param method the HTTP method, for example {@code POST}
     * @param path absolute path with its query
     * @param json the body, or {@code null} for none
     * @return the answer, whatever its code
     * @throws UncheckedIOException if there is no answer
     */
    public KubeResponse request(String method, String path, @Nullable String json) {
        RequestBody body = json == null ? emptyBody(method) : RequestBody.create(json, JSON);
        return send(new Request.Builder().url(url(path)).method(method, body).build());
    }

    /** OkHttp refuses these methods without a body. */
    private static @Nullable RequestBody emptyBody(String method) {
        return Set.of("POST", "PUT", "PATCH").contains(method) ? RequestBody.create(new byte[0], null) : null;
    }

    /**
     * Sends a request with your own headers and content type, such as a patch.
     *
     * @param request with a URL from {@link #url(String)}
     * @return the answer, whatever its code
     * @throws UncheckedIOException if there is no answer
     */
    public KubeResponse send(Request request) {
        String what = request.method() + " " + KubeResponse.pathOf(request.url());
        try (Response response = http.newCall(request).execute()) {
            return ObservedRequest.of(
                    KubeResponse.of(what, response, response.body().string()), sender.listener(), user::expired);
        } catch (IOException failure) {
            throw new UncheckedIOException(
                    what + " as " + Subject.textOf(name()) + " got no answer: " + failure.getMessage(), failure);
        }
    }

    /**
     * {@return a client that presents the user's credential and reaches {@link #baseUrl()}; everything here shares its
     * connections}
     */
    @Override
    public OkHttpClient httpClient() {
        return http;
    }

    /** {@return a new client of the official library over {@link #httpClient()}} */
    public ApiClient apiClient() {
        return new ApiRequests(http, baseUrl()).apiClient();
    }

    /**
     * {@return a new client that acts as this user, of the official library or another that a {@link ClientLibrary}
     * offers; closed with this access unless you close it earlier}
     *
     * @param type {@code ApiClient} or a generated API class such as {@code CoreV1Api}; {@code KubernetesClient} of
     *     fabric8 with the artifact {@code kubeuser-fabric8}
     * @param <T> its type
     * @throws dev.kubeuser.base.ConfigurationException if no artifact offers the type, if several do, or if the library
     *     cannot use the user's credential
     */
    public <T> T client(Class<T> type) {
        return type.cast(
                clients.add(ClientLibraries.installed().create(type, this)).client());
    }

    /** {@return what a client of another library needs to act as this user} */
    public ClientConfig clientConfig() {
        return new ClientConfig(context.cluster(), sender, namespace);
    }

    /** {@return a kubeconfig with this user's credential} */
    public Kubeconfig kubeconfig() {
        return Kubeconfig.of(cluster(), user, namespace, files);
    }

    /**
     * {@return the credential as files}
     *
     * @throws IllegalStateException if the user has none: a ServiceAccount, an identity, an anonymous or an
     *     impersonated user
     */
    public PemFiles pemFiles() {
        return new PemFiles(cluster(), credential(), files);
    }

    /**
     * {@return key and certificate}
     *
     * @throws IllegalStateException if the user has none: a ServiceAccount, an identity, an anonymous or an
     *     impersonated user
     */
    public ClientCredential credential() {
        return user.certificate();
    }

    /**
     * {@return the token as it is now; if this library requested it, it is replaced after four fifths of its life, so
     * ask again for each request}
     *
     * @throws IllegalStateException if the user has none: only a ServiceAccount or an identity has one
     */
    public BearerToken token() {
        return user.token();
    }

    /**
     * {@return the client certificate}
     *
     * @throws IllegalStateException if the user has none: a ServiceAccount, an identity, an anonymous or an
     *     impersonated user
     */
    public X509Certificate certificate() {
        return credential().certificate();
    }

    /**
     * {@return the certificate's subject as {@code openssl x509 -noout -subject} shows it}
     *
     * @throws IllegalStateException if the user has none: a ServiceAccount, an identity, an anonymous or an
     *     impersonated user
     */
    public String distinguishedName() {
        return credential().distinguishedName();
    }

    /**
     * {@return the certificate's issuer as {@code openssl x509 -noout -issuer} shows it}
     *
     * @throws IllegalStateException if the user has none: a ServiceAccount, an identity, an anonymous or an
     *     impersonated user
     */
    public String certificateIssuer() {
        return credential().issuer();
    }

    /**
     * {@return the CertificateSigningRequest as it was once the certificate was issued; empty if the credential has
     * another source, as the administrator's has}
     */
    public Optional<V1CertificateSigningRequest> certificateSigningRequest() {
        return user.signingRequest();
    }

    /** {@return the cluster} */
    public Cluster cluster() {
        return context.cluster();
    }

    /** {@return what is kept of the cluster, for all who access it} */
    @API(status = API.Status.INTERNAL)
    public ClusterContext context() {
        return context;
    }

    /** Closes the clients of this access, and removes its files and idle connections. */
    @Override
    public void close() {
        clients.close();
        http.connectionPool().evictAll();
        files.close();
    }

    /** Names user and cluster, never a key. */
    @Override
    public String toString() {
        return new UserInfo(name(), groups()) + (isImpersonated() ? ", impersonated," : "") + " on " + cluster();
    }
}
