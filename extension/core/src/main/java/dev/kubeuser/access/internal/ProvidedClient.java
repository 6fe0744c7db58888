package dev.kubeuser.access.internal;

import dev.kubeuser.access.ClientLibrary;

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
