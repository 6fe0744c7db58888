package dev.kubeuser.run.internal;

import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.credential.ServiceAccountSpec;
import dev.kubeuser.credential.internal.RenewingToken;
import dev.kubeuser.credential.internal.ServiceAccounts;
import java.time.InstantSource;
import java.util.function.Supplier;

/** A ServiceAccount in a store. Its token is requested when access is first needed. */
final class TokenAccess implements SubjectAccess {

    private final SharedCluster cluster;
    private final ServiceAccountSpec account;
    private final Supplier<ServiceAccounts> accounts;
    private final InstantSource clock;
    private final Once access;

    /** With {@code keep}, the kubeconfig stays as long as the cluster instead of being removed with the scope. */
    TokenAccess(SharedCluster cluster, ServiceAccountSpec account, Supplier<ServiceAccounts> accounts, boolean keep) {
        this(cluster, account, accounts, keep, InstantSource.system());
    }

    TokenAccess(
            SharedCluster cluster,
            ServiceAccountSpec account,
            Supplier<ServiceAccounts> accounts,
            boolean keep,
            InstantSource clock) {
        this.cluster = cluster;
        this.account = account;
        this.accounts = accounts;
        this.clock = clock;
        this.access = new Once("a token was requested", keep, this::connect);
    }

    private KubeAccess connect() {
        ServiceAccounts provider = accounts.get();
        return KubeAccess.connect(
                cluster.await(), new RenewingToken(provider.token(account), () -> provider.renewed(account), clock));
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
