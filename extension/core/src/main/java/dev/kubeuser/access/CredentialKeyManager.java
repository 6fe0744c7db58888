// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.access;

import dev.kubeuser.credential.ClientCredential;
import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * Presents one certificate to every server that asks for one, whatever authorities the server names, so a test can see
 * a foreign certificate refused. A key store would first encrypt the key, which costs more than the handshake.
 */
final class CredentialKeyManager extends X509ExtendedKeyManager {

    private static final String ALIAS = "client";

    private final ClientCredential credential;

    CredentialKeyManager(ClientCredential credential) {
        this.credential = credential;
    }

    @Override
    public @Nullable String chooseClientAlias(
            String[] keyTypes, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return hasKeyOf(keyTypes) ? ALIAS : null;
    }

    @Override
    public @Nullable String chooseEngineClientAlias(
            String[] keyTypes, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
        return hasKeyOf(keyTypes) ? ALIAS : null;
    }

    private boolean hasKeyOf(String[] keyTypes) {
        String algorithm = credential.certificate().getPublicKey().getAlgorithm();
        for (String keyType : keyTypes) {
            if (keyType.equals(algorithm)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public X509Certificate[] getCertificateChain(String alias) {
        return new X509Certificate[] {credential.certificate()};
    }

    @Override
    public PrivateKey getPrivateKey(String alias) {
        return credential.keyPair().getPrivate();
    }

    @Override
    public String[] getClientAliases(String keyType, Principal @Nullable [] issuers) {
        return new String[] {ALIAS};
    }

    @Override
    public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
        return null;
    }

    @Override
    public @Nullable String chooseServerAlias(String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return null;
    }
}
