package dev.kubeuser.access;

import dev.kubeuser.access.ClientRequest.Sender;
import dev.kubeuser.access.internal.Recognition;
import dev.kubeuser.base.internal.HostSystem;
import dev.kubeuser.cluster.internal.ApiRequests;
import dev.kubeuser.cluster.internal.ManagedCluster;
import dev.kubeuser.cluster.internal.WhoAmI;
import dev.kubeuser.credential.BearerToken;
import dev.kubeuser.credential.CertificateFlow;
import dev.kubeuser.credential.ClientCredential;
import dev.kubeuser.credential.CredentialException;
import dev.kubeuser.credential.IdentitySpec;
import dev.kubeuser.credential.ServiceAccountSpec;
import dev.kubeuser.credential.SubjectSpec;
import dev.kubeuser.credential.UserSpec;
import dev.kubeuser.rbac.UserInfo;
import io.kubernetes.client.openapi.models.V1CertificateSigningRequest;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import okhttp3.Headers;
import okhttp3.OkHttpClient;

/**
 * Who a client acts as, and how it proves that: what kubectl calls an AuthInfo, the {@code user} of a kubeconfig.
 *
 * @see <a href="https://kubernetes.io/docs/reference/config-api/kubeconfig.v1/#AuthInfo">AuthInfo</a>
 */
sealed interface AuthInfo {

    /** The user name that the API server knows it by. */
    String name();

    /** The groups of the credential; the API server adds {@code system:authenticated}. */
    Set<String> groups();

    /** A client that acts as this user. */
    OkHttpClient client(ClientFactory clients);

    /** The {@code user} of a kubeconfig that acts as this user. */
    Map<String, Object> kubeconfigUser();

    /** The same for a kubeconfig in a file, which can name other files. */
    default Map<String, Object> kubeconfigUser(UserFiles files) {
        return kubeconfigUser();
    }

    /**
     * The client certificate with its key.
     *
     * @throws IllegalStateException if there is none; the message says why
     */
    ClientCredential certificate();

    /**
     * The bearer token.
     *
     * @throws IllegalStateException if there is none
     */
    default BearerToken token() {
        throw new IllegalStateException(
                "\"" + name() + "\" has no token: it is neither a ServiceAccount nor an identity of an issuer");
    }

    /** The certificate that a client presents, if it has one: the user's or that of its impersonator. */
    default Optional<ClientCredential> clientCertificate() {
        return Optional.empty();
    }

    /** Supplies the token that a client presents, if it has one: the user's or that of its impersonator. */
    default Optional<Supplier<String>> bearerToken() {
        return Optional.empty();
    }

    /** The headers by which a client impersonates the user. */
    default Headers impersonation() {
        return Headers.EMPTY;
    }

    /** A sentence for messages that the credential has expired; empty while it is valid. */
    default Optional<String> expired() {
        return Optional.empty();
    }

    private static Optional<String> expired(String credential, Instant end) {
        return end.isAfter(Instant.now())
                ? Optional.empty()
                : Optional.of("The " + credential + " expired at " + end + ".");
    }

    /** The CertificateSigningRequest of the certificate, if it came from one. */
    default Optional<V1CertificateSigningRequest> signingRequest() {
        return Optional.empty();
    }

    /** A user with a client certificate. */
    record Certificate(ClientCredential certificate, Optional<CertificateFlow> flow) implements AuthInfo {

        @Override
        public Optional<V1CertificateSigningRequest> signingRequest() {
            return flow.map(CertificateFlow::lastSeen);
        }

        @Override
        public String name() {
            return certificate.userName();
        }

        @Override
        public Set<String> groups() {
            return certificate.groups();
        }

        @Override
        public OkHttpClient client(ClientFactory clients) {
            return clients.create(certificate);
        }

        @Override
        public Optional<ClientCredential> clientCertificate() {
            return Optional.of(certificate);
        }

        @Override
        public Map<String, Object> kubeconfigUser() {
            Map<String, Object> user = new LinkedHashMap<>();
            user.put("client-certificate-data", base64(certificate.certificatePem()));
            user.put("client-key-data", base64(certificate.privateKeyPem()));
            return user;
        }

        private static String base64(String text) {
            return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.US_ASCII));
        }

        @Override
        public Optional<String> expired() {
            return AuthInfo.expired(
                    "client certificate",
                    certificate.certificate().getNotAfter().toInstant());
        }
    }

    /**
     * A ServiceAccount or an identity with a bearer token, which its source may renew.
     *
     * @param subject whose token it is
     * @param name the user name; of an identity whom the API server does not know, how the test calls it
     * @param connected a client that has sent the token before, whose connections go on
     */
    record Token(
            SubjectSpec subject,
            String name,
            Set<String> groups,
            Supplier<BearerToken> source,
            boolean isRenewed,
            Optional<OkHttpClient> connected)
            implements AuthInfo {

        /** Asks the API server who an identity is: it alone knows. */
        static Token of(ManagedCluster cluster, Supplier<BearerToken> source, boolean isRenewed) {
            SubjectSpec subject = source.get().subject();
            if (subject instanceof ServiceAccountSpec account) {
                return new Token(subject, account.userName(), account.groups(), source, isRenewed, Optional.empty());
            }
            if (subject instanceof UserSpec user) {
                return new Token(subject, user.name(), user.groups(), source, isRenewed, Optional.empty());
            }
            Token unknown =
                    new Token(subject, ((IdentitySpec) subject).name(), Set.of(), source, isRenewed, Optional.empty());
            return unknown.asked(cluster);
        }

        private Token asked(ManagedCluster cluster) {
            ClientFactory clients = new ClientFactory(cluster);
            OkHttpClient client = client(clients);
            OkHttpClient unheard = client.newBuilder()
                    .addInterceptor(new Sender(clients.server(), this, cluster.run()::newAuditId, request -> {}))
                    .build();
            try {
                UserInfo user = Recognition.ask(
                                new ApiRequests(unheard, clients.server().base()), cluster, token())
                        .map(WhoAmI.Identity::user)
                        .orElse(new UserInfo(name, groups));
                return new Token(subject, user.name(), user.groups(), source, isRenewed, Optional.of(client));
            } catch (CredentialException unanswered) {
                client.connectionPool().evictAll();
                throw unanswered;
            }
        }

        @Override
        public BearerToken token() {
            return source.get();
        }

        @Override
        public OkHttpClient client(ClientFactory clients) {
            return connected.orElseGet(() -> new AuthHeaders(
                            clients.server(), () -> Headers.of("Authorization", "Bearer " + token().token()))
                    .addTo(clients.create(null)));
        }

        @Override
        public Optional<Supplier<String>> bearerToken() {
            return Optional.of(() -> token().token());
        }

        @Override
        public Map<String, Object> kubeconfigUser() {
            return Map.of("token", token().token());
        }

        @Override
        public Map<String, Object> kubeconfigUser(UserFiles files) {
            return isRenewed
                    ? TokenPlugin.in(files, source, HostSystem.current()).orElseGet(this::kubeconfigUser)
                    : kubeconfigUser();
        }

        @Override
        public ClientCredential certificate() {
            throw new IllegalStateException("The " + subject.subject() + " has a token and no certificate");
        }

        @Override
        public Optional<String> expired() {
            return AuthInfo.expired("token", token().expirationTime());
        }
    }

    /**
     * A user that the administrator or another user impersonates.
     *
     * @param isByAdministrator whether that only stands for a credential that the user would have
     * @see <a href="https://kubernetes.io/docs/reference/access-authn-authz/user-impersonation/">User Impersonation</a>
     */
    record Impersonated(AuthInfo impersonator, boolean isByAdministrator, String name, Set<String> groups)
            implements AuthInfo {

        @Override
        public OkHttpClient client(ClientFactory clients) {
            return new AuthHeaders(clients.server(), this::impersonation).addTo(impersonator.client(clients));
        }

        @Override
        public Optional<ClientCredential> clientCertificate() {
            return impersonator.clientCertificate();
        }

        @Override
        public Optional<Supplier<String>> bearerToken() {
            return impersonator.bearerToken();
        }

        /** In UTF-8, as kubectl sends them; the API server takes it unchanged. */
        @Override
        public Headers impersonation() {
            Headers.Builder headers = new Headers.Builder().addUnsafeNonAscii("Impersonate-User", name);
            groups.forEach(group -> headers.addUnsafeNonAscii("Impersonate-Group", group));
            return headers.build();
        }

        /** What {@code kubectl --as --as-group} sets. */
        @Override
        public Map<String, Object> kubeconfigUser() {
            Map<String, Object> user = new LinkedHashMap<>(impersonator.kubeconfigUser());
            user.put("as", name);
            if (!groups.isEmpty()) {
                user.put("as-groups", new ArrayList<>(groups));
            }
            return user;
        }

        @Override
        public Optional<String> expired() {
            return impersonator.expired();
        }

        @Override
        public ClientCredential certificate() {
            throw new IllegalStateException(
                    "\"" + name + "\" is impersonated by \"" + impersonator.name() + "\" and has no certificate");
        }
    }

    /** A client without a credential. */
    record Anonymous() implements AuthInfo {

        @Override
        public String name() {
            return "system:anonymous";
        }

        @Override
        public Set<String> groups() {
            return Set.of();
        }

        @Override
        public OkHttpClient client(ClientFactory clients) {
            return clients.create(null);
        }

        @Override
        public Map<String, Object> kubeconfigUser() {
            return Map.of();
        }

        @Override
        public ClientCredential certificate() {
            throw new IllegalStateException(name() + " has no certificate");
        }
    }

    /**
     * An administrator of an existing cluster who authenticates without a certificate, for example by a token or a
     * credential plugin. Only the server knows the name.
     */
    record Administrator(ManagedCluster cluster, String name, Set<String> groups) implements AuthInfo {

        /** The administrator's own connections have the credential and renew it. */
        @Override
        public OkHttpClient client(ClientFactory clients) {
            return clients.named(cluster.adminRequests().http());
        }

        /** As the administrator's own connections would send it. */
        @Override
        public Optional<Supplier<String>> bearerToken() {
            return Optional.of(new AdminAuthorization(cluster.adminRequests())::token);
        }

        /** Read each time: the kubeconfig holds secrets, and its owner may renew them. */
        @Override
        public Map<String, Object> kubeconfigUser() {
            return AdminContext.of(cluster).user();
        }

        @Override
        public ClientCredential certificate() {
            throw new IllegalStateException("The administrator \"" + name + "\" of the existing cluster has no"
                    + " certificate: the kubeconfig names another kind of credential");
        }

        @Override
        public String toString() {
            return "administrator " + name;
        }
    }
}
