package dev.kubeuser.access.internal;

import dev.kubeuser.access.ClientLibrary;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.access.KubeResponse;
import dev.kubeuser.credential.CredentialException;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.openapi.ApiException;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** Kubernetes' own client for Java, which this library uses itself: {@link ApiClient} and the generated API classes. */
final class OfficialClient implements ClientLibrary {

    /** For messages. */
    static final String TYPES = "ApiClient, the generated API classes such as CoreV1Api";

    @Override
    public String artifact() {
        return "kubeuser-junit-jupiter";
    }

    @Override
    public Set<Class<?>> types() {
        return Set.of(ApiClient.class);
    }

    @Override
    public boolean offers(Class<?> type) {
        return type == ApiClient.class || GeneratedApi.is(type);
    }

    @Override
    public Object create(Class<?> type, KubeAccess access) {
        return type == ApiClient.class ? access.apiClient() : access.api(type);
    }

    /** Its connections are those of the access. */
    @Override
    public void close(Object client) {}

    @Override
    public Optional<KubeResponse> answer(Throwable thrown) {
        if (thrown instanceof CredentialException failure) {
            return failure.refusal().flatMap(OfficialClient::answer);
        }
        return thrown instanceof ApiException refusal ? answer(refusal) : Optional.empty();
    }

    private static Optional<KubeResponse> answer(ApiException refusal) {
        if (refusal.getCode() == 0) {
            return Optional.empty();
        }
        return Optional.of(KubeResponse.of(
                "a request of the official client",
                refusal.getCode(),
                Objects.requireNonNullElse(refusal.getResponseHeaders(), Map.of()),
                Objects.requireNonNullElse(refusal.getResponseBody(), "")));
    }
}
