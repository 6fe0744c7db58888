package dev.kubeuser;

import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.cluster.Cluster;
import dev.kubeuser.cluster.ClusterException;
import dev.kubeuser.cluster.ClusterKind;
import dev.kubeuser.credential.CertificateFlow;
import dev.kubeuser.credential.ClientCredential;
import dev.kubeuser.credential.CredentialException;
import dev.kubeuser.credential.KeySupply;
import dev.kubeuser.credential.UserSpec;
import dev.kubeuser.credential.Via;
import java.security.KeyPair;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * A user in a store. Its key is generated on a thread of its own from the beginning; whoever wants access first runs the
 * flow to the certificate, and all others wait for that one.
 */
final class IssuedUser implements DeclaredAccess {

    private static final System.Logger LOG = System.getLogger(IssuedUser.class.getName());

    private final ClusterResource cluster;
    private final UserSpec user;
    private final Duration patience;
    private final boolean keep;
    private final KeySupply supply;
    private final FutureTask<KeyPair> keys;
    private final FutureTask<KubeAccess> access;

    /** With {@code keep}, the user's kubeconfig stays with the cluster instead of going with the scope. */
    IssuedUser(ClusterResource cluster, UserSpec user, Duration patience, boolean keep, KeySupply supply) {
        this.cluster = cluster;
        this.user = user;
        this.patience = patience;
        this.keep = keep;
        this.supply = supply;
        this.keys = new FutureTask<>(() -> supply.take(user.key()));
        this.access = new FutureTask<>(this::become);
        if (user.via() != Via.IMPERSONATION) {
            startGenerating();
        }
    }

    private void startGenerating() {
        Thread generator = new Thread(keys, "kubeuser-key-generation");
        generator.setDaemon(true);
        generator.start();
    }

    @Override
    public KubeAccess access() {
        access.run();
        return get(access);
    }

    private KubeAccess become() {
        return user.via() == Via.IMPERSONATION ? impersonate() : issue();
    }

    private KubeAccess impersonate() {
        LOG.log(
                System.Logger.Level.INFO,
                "kubeuser: the user \"" + user.name()
                        + "\" is impersonated: its authorization is tested, not its authentication");
        return KubeAccess.impersonate(cluster.await(), user.name(), user.groups());
    }

    private KubeAccess issue() {
        Cluster running = cluster.awaitForCertificates();
        try (CertificateFlow flow = new CertificateFlow(running, user, patience)) {
            ClientCredential credential = flow.generate(get(keys)).run();
            supply.prepare(user.key());
            return recognized(KubeAccess.connect(running, credential, flow.lastSeen()));
        } catch (CredentialException failure) {
            throw running.failure()
                    .<RuntimeException>map(what -> new ClusterException(what, failure))
                    .orElse(failure);
        }
    }

    /** In front of a cluster of somebody else's there may be something that keeps certificates from it. */
    private static KubeAccess recognized(KubeAccess access) {
        if (access.cluster().kind() == ClusterKind.EXISTING) {
            access.requireRecognized();
        }
        return access;
    }

    private static <T> T get(FutureTask<T> task) {
        try {
            return task.get();
        } catch (ExecutionException failure) {
            throw failure.getCause() instanceof RuntimeException known
                    ? known
                    : new IllegalStateException(failure.getCause());
        } catch (InterruptedException interrupt) {
            Thread.currentThread().interrupt();
            throw new CredentialException("The test was interrupted while a user was given a certificate", interrupt);
        }
    }

    @Override
    public void close() {
        if (access.isDone()) {
            try {
                leave(access.get());
            } catch (ExecutionException | InterruptedException neverIssued) {
                return;
            }
        }
    }

    private void leave(KubeAccess issued) {
        if (keep) {
            issued.kubeconfig().file();
        } else {
            issued.close();
        }
    }
}
