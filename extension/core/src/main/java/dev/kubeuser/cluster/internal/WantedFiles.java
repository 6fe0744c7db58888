package dev.kubeuser.cluster.internal;

import dev.kubeuser.authorizer.internal.AuthorizationFile;
import dev.kubeuser.cluster.AnonymousAuth;
import dev.kubeuser.cluster.ClusterSpec;
import dev.kubeuser.issuer.internal.AuthenticationFile;
import dev.kubeuser.manifest.ManifestException;

/**
 * Whether a cluster can have the authentication and the chain of authorizers that a spec asks for. The API server checks
 * what the files say.
 */
final class WantedFiles {

    private WantedFiles() {}

    /**
     * Checks it without starting anything.
     *
     * @throws IllegalArgumentException if the cluster cannot have it
     */
    static void check(ClusterSpec spec) {
        String authentication = spec.authentication();
        if (authentication != null) {
            requireOne(spec, "authentication", ServedAuthentication.ARGUMENT);
            try {
                check(spec, AuthenticationFile.read(authentication));
            } catch (ManifestException unusable) {
                throw new IllegalArgumentException("authentication: " + unusable.getMessage(), unusable);
            }
        }
        String authorization = spec.authorization();
        if (authorization != null) {
            requireOne(spec, "authorization", ServedAuthorization.ARGUMENT);
            try {
                check(spec, AuthorizationFile.read(authorization));
            } catch (ManifestException unusable) {
                throw new IllegalArgumentException("authorization: " + unusable.getMessage(), unusable);
            }
        }
    }

    private static void requireOne(ClusterSpec spec, String option, String argument) {
        if (spec.apiserverArguments().stream().anyMatch(each -> each.startsWith(argument + "="))) {
            throw new IllegalArgumentException(option + " and the argument " + argument
                    + " of kube-apiserver both name a file; leave one of the two out");
        }
    }

    private static void check(ClusterSpec spec, AuthenticationFile file) {
        if (file.hasAnonymous() && spec.anonymousAuth() != AnonymousAuth.DEFAULT) {
            throw new IllegalArgumentException(file + " says by anonymous who needs no credential, and so does"
                    + " anonymousAuth; leave one of the two out");
        }
    }

    private static void check(ClusterSpec spec, AuthorizationFile file) {
        if (spec.k3s().agent() && !file.has("Node")) {
            throw new IllegalArgumentException(
                    file + " has no authorizer of type Node, without which the node of k3sAgent cannot work");
        }
    }
}
