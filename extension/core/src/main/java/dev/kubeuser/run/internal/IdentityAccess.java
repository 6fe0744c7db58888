package dev.kubeuser.run.internal;

import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.cluster.Cluster;
import dev.kubeuser.credential.IdentitySpec;
import dev.kubeuser.credential.internal.IdentityToken;

/** An identity in a store. Its token is issued when access is first needed. */
final class IdentityAccess implements SubjectAccess {

    private final SharedCluster cluster;
    private final IdentitySpec identity;
    private final Runnable listen;
    private final Once access;

    /**
     * An identity on a cluster.
     *
     * @param keep whether the kubeconfig stays as long as the cluster instead of being removed with the scope
     * @param listen lets the run hear of the cluster
     */
    IdentityAccess(SharedCluster cluster, IdentitySpec identity, boolean keep, Runnable listen) {
        this.cluster = cluster;
        this.identity = identity;
        this.listen = listen;
        this.access = new Once("a token was issued", keep, this::connect);
    }

    private KubeAccess connect() {
        listen.run();
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
