package dev.kubeuser.access.internal;

import io.kubernetes.client.openapi.ApiClient;
import java.lang.reflect.InvocationTargetException;
import java.util.Arrays;

/** The generated API classes of the official client, such as CoreV1Api, recognized by package and constructor. */
public final class GeneratedApi {

    private static final String PACKAGE = "io.kubernetes.client.openapi.apis";
    private static final Class<?>[] PARAMETERS = {ApiClient.class};

    private GeneratedApi() {}

    /**
     * {@return whether a type is such a class}
     *
     * @param type any type
     */
    public static boolean is(Class<?> type) {
        return type.getPackageName().equals(PACKAGE)
                && Arrays.stream(type.getConstructors())
                        .anyMatch(constructor -> Arrays.equals(constructor.getParameterTypes(), PARAMETERS));
    }

    /**
     * {@return a new instance}
     *
     * @param type a generated API class
     * @param client sends its requests
     * @param <T> its type
     * @throws IllegalArgumentException if the type is not such a class
     */
    public static <T> T create(Class<T> type, ApiClient client) {
        if (!is(type)) {
            throw new IllegalArgumentException(
                    type.getName() + " is not one of the generated API classes in " + PACKAGE + ", such as CoreV1Api");
        }
        try {
            return type.getConstructor(ApiClient.class).newInstance(client);
        } catch (NoSuchMethodException
                | InstantiationException
                | IllegalAccessException
                | InvocationTargetException failure) {
            throw new IllegalStateException(type + " could not be created", failure);
        }
    }
}
