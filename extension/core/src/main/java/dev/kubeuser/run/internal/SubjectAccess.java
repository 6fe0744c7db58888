package dev.kubeuser.run.internal;

import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.cluster.Cluster;
import dev.kubeuser.credential.CredentialException;
import dev.kubeuser.credential.IdentitySpec;
import dev.kubeuser.credential.ServiceAccountSpec;
import dev.kubeuser.credential.SubjectSpec;
import dev.kubeuser.credential.UserSpec;
import dev.kubeuser.credential.internal.RenewingToken;
import dev.kubeuser.credential.internal.ServiceAccounts;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;

/**
 * The access of a declared subject, in the store of the context that declares it. The first caller makes it while all
 * others wait.
 */
public final class SubjectAccess implements AutoCloseable {

    private final String making;
    private final boolean keep;
    private final FutureTask<KubeAccess> access;
    private final Runnable release;

    private SubjectAccess(String making, boolean keep, Callable<KubeAccess> connection, Runnable release) {
        this.making = making;
        this.keep = keep;
        this.access = new FutureTask<>(connection);
        this.release = release;
    }

    /** A user. With {@code keep}, the kubeconfig stays as long as the cluster instead of being removed with the scope. */
    static SubjectAccess of(UserAccess user, boolean keep) {
        return new SubjectAccess(UserAccess.ISSUING, keep, user::become, () -> {});
    }

    /**
     * An identity, whose token is issued when access is first needed.
     *
     * @param keep whether the kubeconfig stays as long as the cluster
     * @param listen lets the run hear of the cluster
     */
    static SubjectAccess of(IdentitySpec identity, SharedCluster cluster, boolean keep, Runnable listen) {
        Callable<KubeAccess> connection = () -> {
            listen.run();
            Cluster running = cluster.await();
            return KubeAccess.connect(running, RenewingToken.of(running, identity));
        };
        return new SubjectAccess("a token was issued", keep, connection, () -> {});
    }

    /**
     * A ServiceAccount, whose token is requested when access is first needed.
     *
     * @param keep whether the kubeconfig stays as long as the cluster
     * @param clock tells when a token has to be renewed
     */
    static SubjectAccess of(
            ServiceAccountSpec account,
            SharedCluster cluster,
            boolean keep,
            Supplier<ServiceAccounts> accounts,
            InstantSource clock) {
        Callable<KubeAccess> connection = () -> {
            ServiceAccounts provider = accounts.get();
            return KubeAccess.connect(
                    cluster.await(),
                    new RenewingToken(provider.token(account), () -> provider.renewed(account), clock));
        };
        Runnable release = () -> cluster.tidy(() -> accounts.get().release(account));
        return new SubjectAccess("a token was requested", keep, connection, release);
    }

    /** The user name of a subject; empty if the API server alone knows it, as of an identity. */
    public static Optional<String> userName(SubjectSpec subject) {
        if (subject instanceof ServiceAccountSpec account) {
            return Optional.of(account.userName());
        }
        return subject instanceof UserSpec user ? Optional.of(user.name()) : Optional.empty();
    }

    /** Waits for the access and returns it. */
    public KubeAccess access() {
        access.run();
        return result(access, making);
    }

    /** Waits for the result of a task. If interrupted, the message says what the task was doing. */
    static <T> T result(FutureTask<T> task, String what) {
        try {
            return task.get();
        } catch (ExecutionException failure) {
            throw failure.getCause() instanceof RuntimeException known
                    ? known
                    : new IllegalStateException(failure.getCause());
        } catch (InterruptedException interrupt) {
            Thread.currentThread().interrupt();
            throw new CredentialException("The test was interrupted while " + what, interrupt);
        }
    }

    /** Releases the access, if it was ever made. */
    @Override
    public void close() {
        if (access.isDone()) {
            try {
                leave(access.get());
            } catch (ExecutionException | InterruptedException neverMade) {
                return;
            }
        }
    }

    private void leave(KubeAccess made) {
        if (keep) {
            made.kubeconfig().file();
        } else {
            made.close();
            release.run();
        }
    }
}
