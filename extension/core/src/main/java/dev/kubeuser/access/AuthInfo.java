// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.access;

import dev.kubeuser.access.internal.Recognition;
import dev.kubeuser.base.ConfigurationException;
import dev.kubeuser.cluster.internal.AuthHeaders;
import dev.kubeuser.cluster.internal.ClientKeyManager;
import dev.kubeuser.cluster.internal.KubeconfigContext;
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
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.models.V1CertificateSigningRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import javax.net.ssl.KeyManager;
import okhttp3.ConnectionPool;
import okhttp3.Headers;
import okhttp3.OkHttpClient;

/**
 * The identity that a client acts as, and how it proves that: what kubectl calls an AuthInfo, the {@code user} of a
 * kubeconfig.
 *
 * @see <a href="https://kubernetes.io/docs/reference/config-api/kubeconfig.v1/#AuthInfo">AuthInfo</a>
 */
sealed interface AuthInfo {

    /** The user name that the API server knows it by. */
    String name();

    /** The groups of the credential; the API server adds {@code system:authenticated}. */
    Set<String> groups();

    /** A client that acts as this user. */
    OkHttpClient client(ManagedCluster cluster);

    /** The {@code user} of a kubeconfig that acts as this user. */
    Map<String, Object> kubeconfigUser();

    /** Supplies the token for a kubeconfig in a file that outlives it; empty unless this library renews it. */
    default Optional<Supplier<BearerToken>> renewedToken() {
        return Optional.empty();
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

    /** The administrator of a cluster, as named by the certificate or else by the server. */
    static AuthInfo administrator(ManagedCluster cluster) {
        KubeconfigContext kubeconfig = KubeconfigContext.of(cluster);
        Optional<String> certificate = kubeconfig.pem("client-certificate-data");
        Optional<String> key = kubeconfig.pem("client-key-data");
        return certificate.isPresent() && key.isPresent()
                ? new Certificate(ClientCredential.parse(certificate.get(), key.get()), Optional.empty())
                : Administrator.of(cluster);
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
        public OkHttpClient client(ManagedCluster cluster) {
            KeyManager keys = new ClientKeyManager(certificate.keyPair().getPrivate(), certificate.certificate());
            return cluster.newClient(keys).build();
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
     * @param name the user name; for an identity that the API server does not know, the name that the test gives it
     */
    record Token(SubjectSpec subject, String name, Set<String> groups, Supplier<BearerToken> source, boolean isRenewed)
            implements AuthInfo {

        static Token of(ManagedCluster cluster, Supplier<BearerToken> source, boolean isRenewed) {
            BearerToken first = source.get();
            UserInfo user = user(cluster, first);
            return new Token(first.subject(), user.name(), user.groups(), source, isRenewed);
        }

        /** Asks the API server for the user of an identity, which only the server knows. */
        private static UserInfo user(ManagedCluster cluster, BearerToken token) {
            SubjectSpec subject = token.subject();
            if (subject instanceof ServiceAccountSpec account) {
                return new UserInfo(account.userName(), account.groups());
            }
            if (subject instanceof UserSpec user) {
                return new UserInfo(user.name(), user.groups());
            }
            return Recognition.ask(cluster, token)
                    .map(WhoAmI.Identity::user)
                    .orElseGet(() -> new UserInfo(((IdentitySpec) subject).name(), Set.of()));
        }

        @Override
        public BearerToken token() {
            return source.get();
        }

        @Override
        public OkHttpClient client(ManagedCluster cluster) {
            return new AuthHeaders(cluster.endpoint(), () -> AuthHeaders.bearer(token().token()))
                    .addTo(cluster.newClient())
                    .build();
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
        public Optional<Supplier<BearerToken>> renewedToken() {
            return isRenewed ? Optional.of(source) : Optional.empty();
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
        public OkHttpClient client(ManagedCluster cluster) {
            return new AuthHeaders(cluster.endpoint(), this::impersonation)
                    .addTo(impersonator.client(cluster).newBuilder())
                    .build();
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
        public OkHttpClient client(ManagedCluster cluster) {
            return cluster.newClient().build();
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

        /** Asks the server for the user name, because no certificate contains it. */
        static Administrator of(ManagedCluster cluster) {
            try {
                UserInfo self = WhoAmI.ask(cluster.adminRequests());
                return new Administrator(cluster, self.name(), self.groups());
            } catch (ApiException refusal) {
                throw new CredentialException(
                        WhoAmI.unknown(cluster, "the kubeconfig's administrator", refusal), refusal);
            }
        }

        /** The administrator's own connections have the credential and renew it. */
        @Override
        public OkHttpClient client(ManagedCluster same) {
            OkHttpClient shared = cluster.adminRequests().http();
            return shared.newBuilder().connectionPool(new ConnectionPool()).build();
        }

        /** As the administrator's own connections send it. */
        @Override
        public Optional<Supplier<String>> bearerToken() {
            return Optional.of(this::currentToken);
        }

        private String currentToken() {
            try {
                return cluster.adminToken()
                        .orElseThrow(() -> new ConfigurationException(
                                "The administrator's kubeconfig has neither a certificate nor a token that clients of"
                                        + " other libraries can use; name a user with one of them",
                                null));
            } catch (IOException failure) {
                throw new UncheckedIOException("The administrator's token could not be renewed", failure);
            }
        }

        /** Read each time: the kubeconfig holds secrets, and its owner may renew them. */
        @Override
        public Map<String, Object> kubeconfigUser() {
            return KubeconfigContext.of(cluster).user();
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
