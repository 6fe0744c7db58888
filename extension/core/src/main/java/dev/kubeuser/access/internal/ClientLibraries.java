// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.access.internal;

import dev.kubeuser.access.ClientLibrary;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.access.KubeResponse;
import dev.kubeuser.base.ConfigurationException;
import dev.kubeuser.credential.CredentialException;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.openapi.ApiException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The libraries whose clients tests can have: the official one, and those that artifacts on the class path offer. */
public final class ClientLibraries {

    /** Where to find types that are often asked for. */
    private static final Map<String, String> KNOWN_ARTIFACTS =
            Map.of("io.fabric8.kubernetes.client.", "dev.kubeuser:kubeuser-fabric8");

    private final List<ClientLibrary> libraries;

    ClientLibraries(List<ClientLibrary> libraries) {
        this.libraries = List.copyOf(libraries);
    }

    /**
     * {@return the libraries on the class path}
     *
     * @throws ConfigurationException if one of them cannot be loaded
     */
    public static ClientLibraries installed() {
        Installed found = Installed.FOUND;
        if (found.libraries() == null) {
            throw new ConfigurationException(
                    "An artifact on the class path names a " + ClientLibrary.class.getSimpleName()
                            + " that cannot be loaded: " + found.failure(),
                    found.failure());
        }
        return found.libraries();
    }

    /** Looked for once: a class path does not change. */
    private record Installed(
            @Nullable ClientLibraries libraries, @Nullable Throwable failure) {

        private static final Installed FOUND = find();

        private static Installed find() {
            List<ClientLibrary> found = new ArrayList<>();
            found.add(new OfficialClient());
            try {
                ServiceLoader.load(ClientLibrary.class, ClientLibrary.class.getClassLoader())
                        .forEach(found::add);
                return new Installed(new ClientLibraries(found), null);
            } catch (ServiceConfigurationError | LinkageError unusable) {
                return new Installed(null, unusable);
            }
        }
    }

    /**
     * {@return whether a library offers a type, or several do}
     *
     * @param type the type of a field or parameter
     */
    public boolean offer(Class<?> type) {
        return !offering(type).isEmpty();
    }

    /**
     * {@return why no client of a type can be created, for messages; empty if exactly one library offers it, and if
     * none does and none is known that would}
     *
     * @param type the type of a field or parameter
     */
    public Optional<String> obstacle(Class<?> type) {
        List<ClientLibrary> offering = offering(type);
        return switch (offering.size()) {
            case 0 ->
                KNOWN_ARTIFACTS.entrySet().stream()
                        .filter(known -> type.getName().startsWith(known.getKey()))
                        .map(known -> "no artifact on the class path offers it; add " + known.getValue()
                                + " as a test dependency")
                        .findFirst();
            case 1 -> Optional.empty();
            default ->
                Optional.of("several artifacts on the class path offer it: "
                        + offering.stream().map(ClientLibrary::artifact).collect(Collectors.joining(" and "))
                        + "; keep one of them");
        };
    }

    /** {@return the types that can be created, for messages, with the artifacts that offer them} */
    public String types() {
        return libraries.stream()
                .map(library -> library instanceof OfficialClient ? OfficialClient.TYPES : types(library))
                .collect(Collectors.joining(", "));
    }

    private static String types(ClientLibrary library) {
        return library.types().stream().map(Class::getSimpleName).sorted().collect(Collectors.joining(", ")) + " ("
                + library.artifact() + ")";
    }

    private List<ClientLibrary> offering(Class<?> type) {
        return libraries.stream().filter(library -> library.offers(type)).toList();
    }

    /**
     * Creates a client.
     *
     * @param type its type
     * @param access the subject that it acts as
     * @return the client; the caller closes it
     * @throws ConfigurationException if not exactly one library offers it, or if the library cannot use the credential
     */
    public ProvidedClient create(Class<?> type, KubeAccess access) {
        List<ClientLibrary> offering = offering(type);
        if (offering.size() != 1) {
            String why = obstacle(type).orElseGet(() -> "no artifact on the class path offers it; what is: " + types());
            throw new ConfigurationException("A " + type.getName() + " cannot be created: " + why, null);
        }
        ClientLibrary library = offering.get(0);
        return new ProvidedClient(library.create(type, access), library);
    }

    /**
     * {@return the API server's answer for which an exception stands, or one of its causes; empty for any other}
     *
     * @param thrown what a client of any library threw; an {@link Error} stands for no answer
     */
    public Optional<KubeResponse> answer(@Nullable Throwable thrown) {
        for (Throwable each = thrown; each != null && !(each instanceof Error); each = each.getCause()) {
            for (ClientLibrary library : libraries) {
                Optional<KubeResponse> answer = library.answer(each);
                if (answer.isPresent()) {
                    return answer;
                }
            }
        }
        return Optional.empty();
    }

    /**
     * A client that a library created for one place.
     *
     * @param client the client
     * @param library closes it
     */
    public record ProvidedClient(Object client, ClientLibrary library) implements AutoCloseable {

        private static final System.Logger LOG = System.getLogger(ProvidedClient.class.getName());

        /** The test is over, so a client that cannot be closed fails nothing. */
        @Override
        public void close() {
            try {
                library.close(client);
            } catch (Exception failure) {
                LOG.log(
                        System.Logger.Level.WARNING,
                        "kubeuser: a " + client.getClass().getName() + " of " + library.artifact()
                                + " could not be closed at the end of its scope",
                        failure);
            }
        }
    }

    /**
     * Kubernetes' own client for Java, which this library uses itself: {@link ApiClient} and the generated API classes.
     */
    static final class OfficialClient implements ClientLibrary {

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
            return type == ApiClient.class ? access.apiClient() : api(type, access.apiClient());
        }

        /** Recognizes the generated API classes by package and constructor. */
        private static boolean isGeneratedApi(Class<?> type) {
            return type.getPackageName().equals(PACKAGE)
                    && Arrays.stream(type.getConstructors())
                            .anyMatch(constructor -> Arrays.equals(constructor.getParameterTypes(), PARAMETERS));
        }

        private static Object api(Class<?> type, ApiClient client) {
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
}
