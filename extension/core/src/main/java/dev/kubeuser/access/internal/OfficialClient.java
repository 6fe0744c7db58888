// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.access.internal;

import dev.kubeuser.access.ClientLibrary;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.access.KubeResponse;
import dev.kubeuser.credential.CredentialException;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.openapi.ApiException;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** Kubernetes' own client for Java, which this library uses itself: {@link ApiClient} and the generated API classes. */
public final class OfficialClient implements ClientLibrary {

    private static final String PACKAGE = "io.kubernetes.client.openapi.apis";
    private static final Class<?>[] PARAMETERS = {ApiClient.class};

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
        return type == ApiClient.class || isGeneratedApi(type);
    }

    @Override
    public Object create(Class<?> type, KubeAccess access) {
        return type == ApiClient.class ? access.apiClient() : access.api(type);
    }

    /** Recognizes the generated API classes by package and constructor. */
    private static boolean isGeneratedApi(Class<?> type) {
        return type.getPackageName().equals(PACKAGE)
                && Arrays.stream(type.getConstructors())
                        .anyMatch(constructor -> Arrays.equals(constructor.getParameterTypes(), PARAMETERS));
    }

    /**
     * {@return a new instance of a generated API class}
     *
     * @param type the class
     * @param client sends its requests
     * @param <T> its type
     * @throws IllegalArgumentException if the type is not such a class
     */
    public static <T> T api(Class<T> type, ApiClient client) {
        if (!isGeneratedApi(type)) {
            throw new IllegalArgumentException(
                    type.getName() + " is not one of the generated API classes in " + PACKAGE + ", such as CoreV1Api");
        }
        try {
            return type.getConstructor(ApiClient.class).newInstance(client);
        } catch (ReflectiveOperationException failure) {
            throw new IllegalStateException(type + " could not be created", failure);
        }
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
