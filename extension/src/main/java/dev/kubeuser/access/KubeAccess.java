package dev.kubeuser.access;

import dev.kubeuser.access.internal.ObservedResponse;
import dev.kubeuser.access.internal.RequestListener;
import dev.kubeuser.access.internal.RequestListeners;
import dev.kubeuser.cluster.Cluster;
import dev.kubeuser.credential.ClientCredential;
import dev.kubeuser.credential.CredentialException;
import dev.kubeuser.credential.ServiceAccountToken;
import dev.kubeuser.credential.internal.Pem;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.openapi.models.V1CertificateSigningRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.cert.X509Certificate;
import java.util.Optional;
import java.util.Set;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * One user's access to one cluster: what {@code @KubeUser} and {@code @KubeAdmin} put into a test. Every client it gives
 * out presents the user's credential, verifies the server's certificate, and sends each request with an {@code Audit-ID} of
 * its own, by which the API server's audit log names it.
 *
 * <p>Immutable and safe for several threads. The extension closes what it injected; whoever calls
 * {@link #connect(Cluster, ClientCredential)} or {@link #anonymous(Cluster)} closes the result.
 */
public final class KubeAccess implements AutoCloseable {

    private static final MediaType JSON = MediaType.get("application/json");

    private final Cluster cluster;
    private final Identity identity;
    private final @Nullable V1CertificateSigningRequest signingRequest;
    private final HttpUrl baseUrl;
    private final OkHttpClient http;
    private final RequestListener listener;
    private final UserFiles files;

    private KubeAccess(Cluster cluster, Identity identity, @Nullable V1CertificateSigningRequest signingRequest) {
        this(cluster, identity, signingRequest, RequestListeners.of(cluster));
    }

    private KubeAccess(
            Cluster cluster,
            Identity identity,
            @Nullable V1CertificateSigningRequest signingRequest,
            RequestListener listener) {
        ClientFactory clients = new ClientFactory(cluster);
        this.cluster = cluster;
        this.identity = identity;
        this.signingRequest = signingRequest;
        this.baseUrl = clients.baseUrl();
        this.listener = listener;
        this.http = identity.client(clients)
                .newBuilder()
                .addInterceptor(new AuditId(cluster, identity, listener))
                .build();
        this.files = new UserFiles(cluster.directory().resolve("users"), name());
    }

    /**
     * Accesses a cluster with a credential.
     *
     * @param cluster which
     * @param credential a certificate that the cluster's client authority signed, or one that it did not, to see it
     *     refused
     * @return the access; to be closed by the caller
     */
    public static KubeAccess connect(Cluster cluster, ClientCredential credential) {
        return new KubeAccess(cluster, new CertificateIdentity(credential), null);
    }

    /**
     * Accesses a cluster with a credential that came from a CertificateSigningRequest.
     *
     * @param cluster which
     * @param credential what was issued
     * @param signingRequest the request it was issued for
     * @return the access; to be closed by the caller
     */
    public static KubeAccess connect(
            Cluster cluster, ClientCredential credential, V1CertificateSigningRequest signingRequest) {
        return new KubeAccess(cluster, new CertificateIdentity(credential), signingRequest);
    }

    /**
     * Accesses a cluster as a ServiceAccount.
     *
     * @param cluster which
     * @param token a token that the cluster issued, or one that it did not, to see it refused
     * @return the access; to be closed by the caller
     */
    public static KubeAccess connect(Cluster cluster, ServiceAccountToken token) {
        return new KubeAccess(cluster, new TokenIdentity(token), null);
    }

    /**
     * Accesses a cluster as its administrator.
     *
     * @param cluster which
     * @return the access of the user in {@link Cluster#adminKubeconfig()}; to be closed by the caller
     */
    public static KubeAccess admin(Cluster cluster) {
        return new KubeAccess(cluster, Administrator.of(cluster), null, unheard -> {});
    }

    /**
     * Accesses a cluster as somebody whom its administrator impersonates. What the user may do is tested then, but not
     * how the user would authenticate.
     *
     * @param cluster which
     * @param userName whom; need not be known to the cluster
     * @param groups the groups the user is to be in; the API server adds {@code system:authenticated}
     * @return the access; to be closed by the caller
     * @throws CredentialException if the administrator may not impersonate this user with these groups
     * @see <a href="https://kubernetes.io/docs/reference/access-authn-authz/user-impersonation/">User Impersonation</a>
     */
    public static KubeAccess impersonate(Cluster cluster, String userName, Set<String> groups) {
        Identity identity = new ImpersonatedIdentity(Administrator.of(cluster), userName, groups);
        KubeAccess access = new KubeAccess(cluster, identity, null);
        try {
            access.requireRecognized();
            return access;
        } catch (CredentialException refused) {
            access.close();
            throw refused;
        }
    }

    /**
     * Accesses a cluster without any credential, but with its server certificate verified.
     *
     * @param cluster which
     * @return the access of {@code system:anonymous}; to be closed by the caller
     */
    public static KubeAccess anonymous(Cluster cluster) {
        return new KubeAccess(cluster, new AnonymousIdentity(), null);
    }

    /**
     * Asks the server whether it knows this access by its name, which it does not if something between here and there
     * takes the credential away, or if impersonation is refused.
     *
     * @throws CredentialException if it does not
     */
    public void requireRecognized() {
        Recognition.require(this);
    }

    /**
     * {@return the user name that the API server knows this access by}
     */
    public String name() {
        return identity.name();
    }

    /**
     * {@return the groups it comes with; the API server adds {@code system:authenticated}}
     */
    public Set<String> groups() {
        return identity.groups();
    }

    /**
     * {@return whether the administrator impersonates the user, so that nothing is told about the user's authentication}
     */
    public boolean isImpersonated() {
        return identity instanceof ImpersonatedIdentity;
    }

    /**
     * {@return what this user's clients address: {@code https://kubernetes:PORT/}, a name that others would have to map as by {@code curl --resolve}; on an existing cluster, the address in its kubeconfig}
     */
    public HttpUrl baseUrl() {
        return baseUrl;
    }

    /**
     * {@return the URL of it on this cluster}
     *
     * @param path absolute path with its query, for example {@code /api/v1/namespaces?limit=1}
     */
    public HttpUrl url(String path) {
        HttpUrl url = path.startsWith("/") ? baseUrl.resolve(baseUrl.encodedPath() + path.substring(1)) : null;
        if (url == null || !url.host().equals(baseUrl.host())) {
            throw new IllegalArgumentException(
                    "\"" + path + "\" is not a path of the API server: begin it with one /," + " as in /api/v1/pods");
        }
        return url;
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
     * Sends a request with headers and content type of one's own, such as a patch.
     *
     * @param request its URL made by {@link #url(String)}
     * @return the answer, whatever its code
     * @throws UncheckedIOException if there is no answer
     */
    public KubeResponse send(Request request) {
        String what = request.method() + " " + KubeResponse.pathOf(request.url());
        try (Response response = http.newCall(request).execute()) {
            return ObservedResponse.of(
                    KubeResponse.of(what, response, response.body().string()), listener);
        } catch (IOException failure) {
            throw new UncheckedIOException(what + " as " + name() + " got no answer: " + failure.getMessage(), failure);
        }
    }

    /**
     * {@return a client that presents the user's credential and reaches {@link #baseUrl()}; all parts of this access share its connections}
     */
    public OkHttpClient httpClient() {
        return http;
    }

    /**
     * {@return a new client of the official library over {@link #httpClient()}}
     */
    public ApiClient apiClient() {
        String base = baseUrl.toString();
        return new ApiClient(http).setBasePath(base.substring(0, base.length() - 1));
    }

    /**
     * {@return a new instance that acts as this user}
     *
     * @param type a generated API class of the official library, for example {@code CoreV1Api}
     * @param <T> its type
     * @throws IllegalArgumentException if the type is none of them
     */
    public <T> T api(Class<T> type) {
        return GeneratedApi.create(type, apiClient());
    }

    /**
     * {@return whether {@link #api(Class)} can create it}
     *
     * @param type any type
     */
    public static boolean isApi(Class<?> type) {
        return GeneratedApi.is(type);
    }

    /**
     * {@return a kubeconfig with this user's credential}
     */
    public Kubeconfig kubeconfig() {
        AdminEntries entries = AdminEntries.read(cluster.adminKubeconfig());
        return new Kubeconfig(KubeconfigText.of(entries.cluster(), name(), identity.kubeconfigUser()), files);
    }

    /**
     * {@return the credential as files}
     *
     * @throws IllegalStateException for whom has no certificate: a ServiceAccount, an anonymous or an impersonated user
     */
    public PemFiles pemFiles() {
        ClientCredential held = credential();
        return new PemFiles(authoritiesPem(), held.certificatePem(), held.privateKeyPem(), files);
    }

    private String authoritiesPem() {
        return Pem.write(cluster.serverCertificateAuthorities());
    }

    /**
     * {@return key and certificate}
     *
     * @throws IllegalStateException for whom has no certificate: a ServiceAccount, an anonymous or an impersonated user
     */
    public ClientCredential credential() {
        return identity.certificate();
    }

    /**
     * {@return the client certificate}
     *
     * @throws IllegalStateException for whom has no certificate: a ServiceAccount, an anonymous or an impersonated user
     */
    public X509Certificate certificate() {
        return credential().certificate();
    }

    /**
     * {@return the certificate's subject as {@code openssl x509 -noout -subject} shows it}
     *
     * @throws IllegalStateException for whom has no certificate: a ServiceAccount, an anonymous or an impersonated user
     */
    public String subject() {
        return credential().subject();
    }

    /**
     * {@return the certificate's issuer as {@code openssl x509 -noout -issuer} shows it}
     *
     * @throws IllegalStateException for whom has no certificate: a ServiceAccount, an anonymous or an impersonated user
     */
    public String issuer() {
        return credential().issuer();
    }

    /**
     * {@return the CertificateSigningRequest as it was when the certificate had been issued, or empty if the credential came another way, as the administrator's does}
     */
    public Optional<V1CertificateSigningRequest> certificateSigningRequest() {
        return Optional.ofNullable(signingRequest);
    }

    /**
     * {@return the cluster that is accessed}
     */
    public Cluster cluster() {
        return cluster;
    }

    /** Removes the files and idle connections of this access. */
    @Override
    public void close() {
        http.connectionPool().evictAll();
        files.close();
    }

    /** Names user and cluster, never a key. */
    @Override
    public String toString() {
        return "\"" + name() + "\" " + groups() + (isImpersonated() ? ", impersonated," : "") + " on " + cluster;
    }
}
