package dev.kubeuser.access;

import dev.kubeuser.credential.ClientCredential;
import java.util.Map;
import java.util.Set;
import okhttp3.OkHttpClient;

/** Someone who shows nothing. */
record AnonymousIdentity() implements Identity {

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
