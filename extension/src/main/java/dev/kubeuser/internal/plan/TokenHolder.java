package dev.kubeuser.internal.plan;

import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.credential.ServiceAccountSpec;
import dev.kubeuser.credential.ServiceAccounts;
import java.util.function.Supplier;

/** A ServiceAccount in a store, whose token is requested when access is first wanted. */
final class TokenHolder implements DeclaredAccess {

    private final ClusterResource cluster;
    private final ServiceAccountSpec account;
    private final Supplier<ServiceAccounts> accounts;
    private final OnceAccess access;

    /** With {@code keep}, the kubeconfig stays with the cluster instead of going with the scope. */
    TokenHolder(ClusterResource cluster, ServiceAccountSpec account, Supplier<ServiceAccounts> accounts, boolean keep) {
        this.cluster = cluster;
        this.account = account;
        this.accounts = accounts;
        this.access = new OnceAccess(
                "a token was requested",
                keep,
                () -> KubeAccess.connect(cluster.await(), accounts.get().token(account)));
    }

    @Override
    public KubeAccess access() {
        return access.get();
    }

    @Override
    public void close() {
        if (access.leave()) {
            cluster.tidy(() -> accounts.get().release(account));
        }
    }
}
