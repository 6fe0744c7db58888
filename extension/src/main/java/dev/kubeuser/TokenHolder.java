package dev.kubeuser;

import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.credential.CredentialException;
import dev.kubeuser.credential.ServiceAccountSpec;
import dev.kubeuser.credential.ServiceAccounts;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;

/** A ServiceAccount in a store. Whoever wants access first requests the token, and all others wait for that one. */
final class TokenHolder implements DeclaredAccess {

    private final ServiceAccountSpec account;
    private final Supplier<ServiceAccounts> accounts;
    private final ClusterResource cluster;
    private final FutureTask<KubeAccess> access;
    private final boolean keep;

    /** With {@code keep}, the kubeconfig stays with the cluster instead of going with the scope. */
    TokenHolder(ClusterResource cluster, ServiceAccountSpec account, Supplier<ServiceAccounts> accounts, boolean keep) {
        this.cluster = cluster;
        this.account = account;
        this.accounts = accounts;
        this.access = new FutureTask<>(
                () -> KubeAccess.connect(cluster.await(), accounts.get().token(account)));
        this.keep = keep;
    }

    @Override
    public KubeAccess access() {
        access.run();
        try {
            return access.get();
        } catch (ExecutionException failure) {
            throw failure.getCause() instanceof RuntimeException known
                    ? known
                    : new IllegalStateException(failure.getCause());
        } catch (InterruptedException interrupt) {
            Thread.currentThread().interrupt();
            throw new CredentialException("The test was interrupted while a token was requested", interrupt);
        }
    }

    @Override
    public void close() {
        if (!access.isDone()) {
            return;
        }
        try {
            leave(access.get());
        } catch (ExecutionException | InterruptedException neverIssued) {
            return;
        }
    }

    private void leave(KubeAccess issued) {
        if (keep) {
            issued.kubeconfig().file();
            return;
        }
        issued.close();
        cluster.tidy(() -> accounts.get().release(account));
    }
}
