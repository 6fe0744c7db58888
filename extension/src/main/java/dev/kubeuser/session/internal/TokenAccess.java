package dev.kubeuser.session.internal;

import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.credential.ServiceAccountSpec;
import dev.kubeuser.credential.internal.ServiceAccounts;
import java.util.function.Supplier;

/** A ServiceAccount in a store. Its token is requested when access is first needed. */
public final class TokenAccess implements SubjectAccess {

    private final SharedCluster cluster;
    private final ServiceAccountSpec account;
    private final Supplier<ServiceAccounts> accounts;
    private final Once access;

    /** With {@code keep}, the kubeconfig stays as long as the cluster instead of being removed with the scope. */
    public TokenAccess(
            SharedCluster cluster, ServiceAccountSpec account, Supplier<ServiceAccounts> accounts, boolean keep) {
        this.cluster = cluster;
        this.account = account;
        this.accounts = accounts;
        this.access = new Once(
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
