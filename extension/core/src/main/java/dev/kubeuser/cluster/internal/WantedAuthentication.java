package dev.kubeuser.cluster.internal;

import dev.kubeuser.cluster.AnonymousAuth;
import dev.kubeuser.cluster.ClusterSpec;
import dev.kubeuser.issuer.internal.AuthenticationFile;
import dev.kubeuser.issuer.internal.OidcArguments;
import dev.kubeuser.manifest.ManifestException;
import java.util.List;

/** Whether a cluster can have the authentication that a spec asks for. The API server checks what the file says. */
public final class WantedAuthentication {

    private WantedAuthentication() {}

    /**
     * {@return a spec in which arguments of kube-apiserver for an issuer are a file}
     *
     * @throws IllegalArgumentException if it names a file too
     */
    public static ClusterSpec translated(ClusterSpec spec) {
        List<String> oidc =
                spec.apiserverArguments().stream().filter(OidcArguments::isOne).toList();
        if (oidc.isEmpty()) {
            return spec;
        }
        if (spec.authentication() != null || ServedAuthentication.isIn(spec)) {
            throw new IllegalArgumentException("authentication names a file, and the argument " + oidc.get(0)
                    + " of kube-apiserver an issuer; they are mutually exclusive");
        }
        return spec.withAuthentication(OidcArguments.source(oidc))
                .withApiserverArguments(spec.apiserverArguments().stream()
                        .filter(argument -> !OidcArguments.isOne(argument))
                        .toArray(String[]::new));
    }

    /**
     * Checks it without starting anything.
     *
     * @throws IllegalArgumentException if the cluster cannot have it
     */
    static void check(ClusterSpec spec) {
        String source = spec.authentication();
        if (source == null) {
            return;
        }
        if (ServedAuthentication.isIn(spec)) {
            throw new IllegalArgumentException("authentication and the argument authentication-config of kube-apiserver"
                    + " both name a file; leave one of the two out");
        }
        if (spec.launch().reuseIdle() != null) {
            throw new IllegalArgumentException("a cluster with authentication cannot be shared with other JVMs, for the"
                    + " keys of its issuers end with this one: set kubeuser.reuse=false, or give the class a cluster of"
                    + " its own by @KubeCluster(dedicated = true)");
        }
        AuthenticationFile file = read(source);
        if (file.hasAnonymous() && spec.anonymousAuth() != AnonymousAuth.DEFAULT) {
            throw new IllegalArgumentException(source + " says by anonymous who needs no credential, and so does"
                    + " anonymousAuth; leave one of the two out");
        }
    }

    private static AuthenticationFile read(String source) {
        try {
            return AuthenticationFile.read(source);
        } catch (ManifestException unusable) {
            throw new IllegalArgumentException("authentication: " + unusable.getMessage(), unusable);
        }
    }
}
