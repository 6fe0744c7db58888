// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.run.internal;

import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.access.internal.Recognition;
import dev.kubeuser.base.internal.Daemon;
import dev.kubeuser.cluster.Cluster;
import dev.kubeuser.credential.BearerToken;
import dev.kubeuser.credential.CertificateFlow;
import dev.kubeuser.credential.CertificateTimeline;
import dev.kubeuser.credential.ClientCredential;
import dev.kubeuser.credential.CredentialException;
import dev.kubeuser.credential.IdentitySpec;
import dev.kubeuser.credential.ServiceAccountSpec;
import dev.kubeuser.credential.SubjectSpec;
import dev.kubeuser.credential.UserSpec;
import dev.kubeuser.credential.Via;
import dev.kubeuser.credential.internal.IdentityTokens;
import dev.kubeuser.credential.internal.ServiceAccounts;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
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

    /** The current step, for messages. */
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
     * @param clock the clock by which tokens are renewed
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

    /** Waits for the result of a task. If interrupted, the message names what the task was doing. */
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

    /**
     * A token that is replaced before it ends: who asks for it gets one with at least a fifth of its life left. That of
     * an identity is replaced too when its issuer has other keys. While no new token can be had, for example because
     * the ServiceAccount is gone or the cluster no longer knows the issuer, it stays as it is. Thread-safe.
     */
    private static final class RenewingToken implements Supplier<BearerToken> {

        private static final System.Logger LOG = System.getLogger(RenewingToken.class.getName());

        /** How long a refused renewal is not tried again. */
        private static final Duration PAUSE = Duration.ofSeconds(10);

        private final Supplier<BearerToken> request;
        private final Supplier<String> keyId;
        private final InstantSource clock;
        private String signing;
        private BearerToken token;
        private Instant renewal;

        /**
         * Begins with a token that was just issued.
         *
         * @param first the token
         * @param request requests the next one
         * @param clock the time
         */
        RenewingToken(BearerToken first, Supplier<BearerToken> request, InstantSource clock) {
            this(first, request, clock, () -> "", "");
        }

        private RenewingToken(
                BearerToken first,
                Supplier<BearerToken> request,
                InstantSource clock,
                Supplier<String> keyId,
                String signing) {
            this.request = request;
            this.keyId = keyId;
            this.clock = clock;
            this.signing = signing;
            this.token = first;
            this.renewal = renewal(clock.instant(), first);
        }

        /**
         * Issues a first token of an identity, or reads the one that is supplied.
         *
         * @throws CredentialException if the cluster does not know the issuer
         */
        static RenewingToken of(Cluster cluster, IdentitySpec identity) {
            Supplier<String> keyId = () -> IdentityTokens.keyId(cluster, identity);
            Supplier<BearerToken> issue = () -> IdentityTokens.issue(cluster, identity);
            String signing = keyId.get();
            return new RenewingToken(issue.get(), issue, InstantSource.system(), keyId, signing);
        }

        /** The token, as new as it can be. */
        @Override
        public synchronized BearerToken get() {
            Instant now = clock.instant();
            if (hasOtherKey() || !now.isBefore(renewal)) {
                renew(now);
            }
            return token;
        }

        private boolean hasOtherKey() {
            try {
                String former = signing;
                signing = keyId.get();
                return !signing.equals(former);
            } catch (CredentialException removed) {
                return false;
            }
        }

        private void renew(Instant now) {
            try {
                token = request.get();
                renewal = renewal(now, token);
            } catch (CredentialException refused) {
                renewal = now.plus(PAUSE);
                LOG.log(
                        System.Logger.Level.WARNING,
                        "kubeuser: the " + token + ", is not renewed yet: " + refused.getMessage());
            }
        }

        /** After four fifths of a life, as the kubelet renews the tokens of pods. */
        private static Instant renewal(Instant issued, BearerToken token) {
            return issued.plus(Duration.between(issued, token.expirationTime())
                    .multipliedBy(4)
                    .dividedBy(5));
        }

        /** Shows the subject and the expiry, never the token. */
        @Override
        public synchronized String toString() {
            return token.toString();
        }
    }
}
