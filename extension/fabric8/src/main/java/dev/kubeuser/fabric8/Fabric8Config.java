// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.fabric8;

import dev.kubeuser.access.ClientConfig;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.base.ConfigurationException;
import dev.kubeuser.credential.ClientCredential;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.Set;

/**
 * The configuration of fabric8's client for one user. It is complete: neither a kubeconfig nor the environment is read.
 *
 * @param access the user
 */
record Fabric8Config(KubeAccess access) {

    private static final Set<String> READABLE_KEYS = Set.of("RSA", "EC");

    Config config() {
        ClientConfig user = access.clientConfig();
        user.tlsServerName().ifPresent(name -> {
            throw new ConfigurationException(
                    "fabric8 addresses " + user.server()
                            + " by its own name only, and the kubeconfig names another one in tls-server-name ("
                            + name + "): use a kubeconfig whose server has the name",
                    null);
        });
        ConfigBuilder config = new ConfigBuilder(Config.empty())
                .withMasterUrl(user.server().toString())
                .withNamespace(user.namespace());
        if (!user.authorities().isEmpty()) {
            StringBuilder authorities = new StringBuilder();
            user.authorities().forEach(authority -> authorities.append(pem(authority)));
            config.withCaCertData(base64(authorities.toString()));
        }
        user.certificate().ifPresent(credential -> add(credential, config));
        user.token().ifPresent(token -> config.withOauthTokenProvider(token::get));
        user.proxy()
                .filter(proxy -> proxy.type() != Proxy.Type.DIRECT)
                .ifPresent(proxy -> config.withHttpsProxy(url(proxy)));
        if (access.isImpersonated()) {
            config.withImpersonateUsername(access.name())
                    .withImpersonateGroups(access.groups().toArray(String[]::new));
        }
        return config.build();
    }

    private void add(ClientCredential credential, ConfigBuilder config) {
        String algorithm = credential.certificate().getPublicKey().getAlgorithm();
        if (!READABLE_KEYS.contains(algorithm)) {
            throw new ConfigurationException(
                    "fabric8 cannot read " + name(algorithm) + " keys, and \"" + access.name()
                            + "\" has one: use another kind, as in @KubeUser(value = \"" + access.name()
                            + "\", key = KeyAlgorithm.ECDSA_P256)",
                    null);
        }
        config.withClientCertData(base64(credential.certificatePem()))
                .withClientKeyData(base64(credential.privateKeyPem()))
                .withClientKeyAlgo(algorithm);
    }

    /** The JDK names the family. */
    private static String name(String algorithm) {
        return algorithm.equals("EdDSA") ? "Ed25519" : algorithm;
    }

    private static String url(Proxy proxy) {
        InetSocketAddress address = (InetSocketAddress) proxy.address();
        String scheme = proxy.type() == Proxy.Type.SOCKS ? "socks5" : "http";
        return scheme + "://" + address.getHostString() + ":" + address.getPort();
    }

    private static String pem(X509Certificate certificate) {
        try {
            return "-----BEGIN CERTIFICATE-----\n"
                    + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(certificate.getEncoded())
                    + "\n-----END CERTIFICATE-----\n";
        } catch (CertificateEncodingException impossible) {
            throw new IllegalStateException("a certificate that was read can be written", impossible);
        }
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.US_ASCII));
    }

    /** Names the user, never a credential. */
    @Override
    public String toString() {
        return "fabric8's configuration of " + access;
    }
}
