package dev.kubeuser.run.internal;

import dev.kubeuser.credential.internal.ServiceAccounts;

/** The ServiceAccounts of one cluster. Closing removes those that it created. */
final class ServiceAccountsOfCluster implements AutoCloseable {

    private final SharedCluster cluster;
    private final ServiceAccounts accounts;

    ServiceAccountsOfCluster(SharedCluster cluster) {
        this.cluster = cluster;
        this.accounts = new ServiceAccounts(cluster.await());
    }

    ServiceAccounts accounts() {
        return accounts;
    }

    @Override
    public void close() {
        cluster.tidy(accounts::close);
    }
}
