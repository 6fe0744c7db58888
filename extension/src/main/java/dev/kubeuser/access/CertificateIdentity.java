package dev.kubeuser.access;

import dev.kubeuser.credential.ClientCredential;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import okhttp3.OkHttpClient;

/** Someone with a client certificate. */
record CertificateIdentity(ClientCredential certificate) implements Identity {

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
    public Map<String, Object> kubeconfigUser() {
        Map<String, Object> user = new LinkedHashMap<>();
        user.put("client-certificate-data", base64(certificate.certificatePem()));
        user.put("client-key-data", base64(certificate.privateKeyPem()));
        return user;
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.US_ASCII));
    }
}
