package dev.kubeuser.session.internal;

import dev.kubeuser.credential.internal.ServiceAccounts;

/** The ServiceAccounts of one cluster. Closing removes those that it created. */
public final class ServiceAccountsOfCluster implements AutoCloseable {

    private final SharedCluster cluster;
    private final ServiceAccounts accounts;

    public ServiceAccountsOfCluster(SharedCluster cluster) {
        this.cluster = cluster;
        this.accounts = new ServiceAccounts(cluster.await());
    }

    public ServiceAccounts accounts() {
        return accounts;
    }

    @Override
    public void close() {
        cluster.tidy(accounts::close);
    }
}
