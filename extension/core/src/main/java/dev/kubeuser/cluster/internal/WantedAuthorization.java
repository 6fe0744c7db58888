package dev.kubeuser.cluster.internal;

import dev.kubeuser.authorizer.internal.AuthorizationFile;
import dev.kubeuser.cluster.ClusterSpec;
import dev.kubeuser.manifest.ManifestException;

/** Whether a cluster can have the chain of authorizers that a spec asks for. The API server checks what the file says. */
final class WantedAuthorization {

    private WantedAuthorization() {}

    /**
     * Checks it without starting anything.
     *
     * @throws IllegalArgumentException if the cluster cannot have it
     */
    static void check(ClusterSpec spec) {
        String source = spec.authorization();
        if (source == null) {
            return;
        }
        if (ServedAuthorization.isIn(spec)) {
            throw new IllegalArgumentException("authorization and the argument authorization-config of kube-apiserver"
                    + " both name a file; leave one of the two out");
        }
        if (spec.launch().reuseIdle() != null) {
            throw new IllegalArgumentException("a cluster with authorization cannot be shared with other JVMs, for this"
                    + " one answers for its webhooks: set kubeuser.reuse=false, or give the class a cluster of its own by"
                    + " @KubeCluster(dedicated = true)");
        }
        try {
            AuthorizationFile file = AuthorizationFile.read(source);
            if (spec.k3s().agent() && !file.has("Node")) {
                throw new IllegalArgumentException(
                        file + " has no authorizer of type Node, without which the node of" + " k3sAgent cannot work");
            }
        } catch (ManifestException unusable) {
            throw new IllegalArgumentException("authorization: " + unusable.getMessage(), unusable);
        }
    }
}
