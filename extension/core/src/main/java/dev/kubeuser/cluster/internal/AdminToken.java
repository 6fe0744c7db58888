package dev.kubeuser.cluster.internal;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * A token of the administrator of a server started here, and the server that knows it. Enough to connect without a
 * kubeconfig, so that nothing loads a YAML parser.
 *
 * @param server the address of the server
 * @param authorities verify its certificate
 * @param token a secret
 */
public record AdminToken(URI server, List<X509Certificate> authorities, String token) {

    /**
     * Reads the server's own files.
     *
     * @param server the address of the server
     * @param authorities the certificates of its authorities as PEM
     * @param tokens the file of which the administrator's token is the first
     * @see <a
     *     href="https://kubernetes.io/docs/reference/access-authn-authz/authentication/#static-token-file">Static token
     *     file</a>
     */
    public static AdminToken read(URI server, Path authorities, Path tokens) throws IOException {
        String first = Files.readString(tokens);
        return new AdminToken(
                server, Endpoint.certificates(Files.readAllBytes(authorities)), first.substring(0, first.indexOf(',')));
    }

    @Override
    public String toString() {
        return "token of the administrator of " + server;
    }
}
