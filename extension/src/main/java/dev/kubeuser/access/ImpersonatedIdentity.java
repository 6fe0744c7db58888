package dev.kubeuser.access;

import dev.kubeuser.credential.ClientCredential;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;

/**
 * Someone whom the administrator pretends to be.
 *
 * @see <a href="https://kubernetes.io/docs/reference/access-authn-authz/user-impersonation/">User Impersonation</a>
 */
record ImpersonatedIdentity(Identity impersonator, String name, Set<String> groups) implements Identity {

    @Override
    public OkHttpClient client(ClientFactory clients) {
        return impersonator
                .client(clients)
                .newBuilder()
                .addInterceptor(new Headers(name, List.copyOf(groups)))
                .build();
    }

    /** What {@code kubectl --as --as-group} puts there. */
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
    public ClientCredential certificate() {
        throw new IllegalStateException(
                "\"" + name + "\" is impersonated by \"" + impersonator.name() + "\" and has no certificate");
    }

    private record Headers(String user, List<String> groups) implements Interceptor {
        @Override
        public Response intercept(Chain chain) throws IOException {
            Request.Builder request = chain.request().newBuilder().header("Impersonate-User", user);
            groups.forEach(group -> request.addHeader("Impersonate-Group", group));
            return chain.proceed(request.build());
        }
    }
}
