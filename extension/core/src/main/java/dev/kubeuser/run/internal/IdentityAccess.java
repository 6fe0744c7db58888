package dev.kubeuser.run.internal;

import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.cluster.Cluster;
import dev.kubeuser.credential.IdentitySpec;
import dev.kubeuser.credential.internal.IdentityToken;

/** An identity in a store. Its token is issued when access is first needed. */
final class IdentityAccess implements SubjectAccess {

    private final SharedCluster cluster;
    private final IdentitySpec identity;
    private final Once access;

    /** With {@code keep}, the kubeconfig stays as long as the cluster instead of being removed with the scope. */
    IdentityAccess(SharedCluster cluster, IdentitySpec identity, boolean keep) {
        this.cluster = cluster;
        this.identity = identity;
        this.access = new Once("a token was issued", keep, this::connect);
    }

    private KubeAccess connect() {
        Cluster running = cluster.await();
        return KubeAccess.connect(running, new IdentityToken(running, identity));
    }

    @Override
    public KubeAccess access() {
        return access.get();
    }

    @Override
    public void close() {
        access.leave();
    }
}
