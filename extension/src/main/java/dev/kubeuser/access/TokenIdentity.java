package dev.kubeuser.access;

import dev.kubeuser.credential.ClientCredential;
import dev.kubeuser.credential.ServiceAccountToken;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;
import okhttp3.Response;

/** A ServiceAccount, which shows a bearer token. */
record TokenIdentity(ServiceAccountToken token) implements Identity {

    @Override
    public String name() {
        return token.account().userName();
    }

    @Override
    public Set<String> groups() {
        return token.account().groups();
    }

    @Override
    public OkHttpClient client(ClientFactory clients) {
        return clients.create(null)
                .newBuilder()
                .addInterceptor(new Bearer(token))
                .build();
    }

    @Override
    public Map<String, Object> kubeconfigUser() {
        return Map.of("token", token.token());
    }

    @Override
    public ClientCredential certificate() {
        throw new IllegalStateException("The " + token.account().subject() + " has a token and no certificate");
    }

    private record Bearer(ServiceAccountToken token) implements Interceptor {
        @Override
        public Response intercept(Chain chain) throws IOException {
            return chain.proceed(chain.request()
                    .newBuilder()
                    .header("Authorization", "Bearer " + token.token())
                    .build());
        }
    }
}
