// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.run.internal;

import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.access.internal.Recognition;
import dev.kubeuser.base.internal.Daemon;
import dev.kubeuser.cluster.Cluster;
import dev.kubeuser.credential.CertificateFlow;
import dev.kubeuser.credential.CertificateTimeline;
import dev.kubeuser.credential.ClientCredential;
import dev.kubeuser.credential.CredentialException;
import dev.kubeuser.credential.IdentitySpec;
import dev.kubeuser.credential.ServiceAccountSpec;
import dev.kubeuser.credential.SubjectSpec;
import dev.kubeuser.credential.UserSpec;
import dev.kubeuser.credential.Via;
import dev.kubeuser.credential.internal.RenewingToken;
import dev.kubeuser.credential.internal.ServiceAccounts;
import java.security.KeyPair;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The access of a declared subject, in the store of the context that declares it. The first caller makes it while all
 * others wait.
 */
public final class SubjectAccess implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(SubjectAccess.class.getName());

    /** What goes on meanwhile, for messages. */
    private static final String ISSUING = "a user was given a certificate";

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

    /**
     * A user. A background thread generates its key from the start; the flow to the certificate runs when access is
     * needed.
     *
     * @param keep whether the kubeconfig stays as long as the cluster instead of being removed with the scope
     * @param timeout how long the flow may take; {@code null} for what the cluster usually needs
     * @param timelines hears of the certificate
     */
    static SubjectAccess of(
            UserSpec user,
            SharedCluster cluster,
            boolean keep,
            @Nullable Duration timeout,
            Consumer<CertificateTimeline> timelines) {
        if (user.via() == Via.IMPERSONATION) {
            return new SubjectAccess(ISSUING, keep, () -> impersonated(user, cluster.await()), () -> {});
        }
        FutureTask<KeyPair> keys = new FutureTask<>(user.key()::generate);
        Daemon.start("kubeuser-key-generation", keys);
        Callable<KubeAccess> connection = () -> {
            try (CertificateFlow flow = new CertificateFlow(cluster::awaitForCertificates, user, timeout)) {
                ClientCredential credential =
                        flow.generate(() -> result(keys, ISSUING)).run();
                timelines.accept(flow.timeline());
                return recognized(KubeAccess.connect(cluster.await(), credential, flow));
            } catch (CredentialException failure) {
                throw cluster.explained(failure);
            }
        };
        return new SubjectAccess(ISSUING, keep, connection, () -> {});
    }

    private static KubeAccess impersonated(UserSpec user, Cluster running) {
        LOG.log(
                System.Logger.Level.INFO,
                "kubeuser: the user \"" + user.name()
                        + "\" is impersonated: its authorization is tested, not its authentication");
        return KubeAccess.impersonate(running, user.name(), user.groups());
    }

    /** A proxy in front of a cluster of others may not pass client certificates on. */
    private static KubeAccess recognized(KubeAccess access) {
        if (access.context().cluster().isOfOthers()) {
            Recognition.require(access);
        }
        return access;
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
    private static <T> T result(FutureTask<T> task, String what) {
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
