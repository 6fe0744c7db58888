// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.access;

import java.util.Optional;
import java.util.Set;
import org.apiguardian.api.API;

/**
 * Offers clients of a library to tests, for injection and {@link KubeAccess#client(Class)}. An artifact names its
 * implementation in {@code META-INF/services/dev.kubeuser.access.ClientLibrary}; {@link java.util.ServiceLoader} finds
 * it. The implementation is thread-safe and has a public constructor without parameters.
 *
 * <p>A client presents the credential in {@link KubeAccess#clientConfig()}, and reports each request to
 * {@link ClientConfig#begin} before it sends it: otherwise the report attributes it by user name and time only.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public interface ClientLibrary {

    /** {@return the artifact that offers it, for messages, for example {@code kubeuser-fabric8}} */
    String artifact();

    /** {@return the types that tests can have injected} */
    Set<Class<?>> types();

    /**
     * {@return whether it offers a type; by default, whether it is one of {@link #types()}}
     *
     * @param type the type of a field or parameter
     */
    default boolean offers(Class<?> type) {
        return types().contains(type);
    }

    /**
     * Creates a client. Sends nothing yet.
     *
     * @param type a type that it offers
     * @param access the subject and the namespace of the client
     * @return a new client, which is not shared
     * @throws dev.kubeuser.base.ConfigurationException if the library cannot use the credential; the message says why
     *     and what to do
     */
    Object create(Class<?> type, KubeAccess access);

    /**
     * Closes a client at the end of the scope that it was injected into. The test may have closed it already.
     *
     * @param client what {@link #create} returned
     * @throws Exception if it cannot be closed
     */
    default void close(Object client) throws Exception {
        if (client instanceof AutoCloseable closeable) {
            closeable.close();
        }
    }

    /**
     * Reads the API server's answer in an exception of this library, for assertions such as
     * {@code assertThatForbidden}. Does not look at its causes: it is asked about each of them.
     *
     * @param thrown any exception
     * @return the answer, with the API server's Status as its body; empty if it is not an exception of this library, or
     *     if it does not stand for an answer
     */
    Optional<KubeResponse> answer(Throwable thrown);
}
