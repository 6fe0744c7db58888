package dev.kubeuser.run.internal;

import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.access.internal.Recognition;
import dev.kubeuser.base.internal.Daemon;
import dev.kubeuser.cluster.ClusterException;
import dev.kubeuser.credential.CertificateFlow;
import dev.kubeuser.credential.CertificateTimeline;
import dev.kubeuser.credential.ClientCredential;
import dev.kubeuser.credential.CredentialException;
import dev.kubeuser.credential.UserSpec;
import dev.kubeuser.credential.Via;
import java.security.KeyPair;
import java.time.Duration;
import java.util.concurrent.FutureTask;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A user in a store. A background thread generates its key from the start. The first caller that needs access runs the
 * flow to the certificate; the others wait for it.
 */
final class UserAccess implements SubjectAccess {

    private static final System.Logger LOG = System.getLogger(UserAccess.class.getName());
    private static final String ISSUING = "a user was given a certificate";

    private final SharedCluster cluster;
    private final UserSpec user;
    private final @Nullable Duration timeout;
    private final Consumer<CertificateTimeline> timelines;
    private final FutureTask<KeyPair> keys;
    private final Once access;

    /**
     * With {@code keep}, the user's kubeconfig stays as long as the cluster instead of being removed with the scope.
     * Without a timeout, that of the cluster counts.
     */
    UserAccess(
            SharedCluster cluster,
            UserSpec user,
            @Nullable Duration timeout,
            boolean keep,
            Consumer<CertificateTimeline> timelines) {
        this.cluster = cluster;
        this.user = user;
        this.timeout = timeout;
        this.timelines = timelines;
        this.keys = new FutureTask<>(user.key()::generate);
        this.access = new Once(ISSUING, keep, this::become);
        if (user.via() != Via.IMPERSONATION) {
            Daemon.start("kubeuser-key-generation", keys);
        }
    }

    @Override
    public KubeAccess access() {
        return access.get();
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
        try (CertificateFlow flow = new CertificateFlow(cluster::awaitForCertificates, user, timeout)) {
            ClientCredential credential =
                    flow.generate(() -> Once.result(keys, ISSUING)).run();
            timelines.accept(flow.timeline());
            KubeAccess access = KubeAccess.connect(cluster.await(), credential, flow);
            return recognized(access);
        } catch (CredentialException failure) {
            throw cluster.failure()
                    .<RuntimeException>map(what -> new ClusterException(what, failure))
                    .orElse(failure);
        }
    }

    /** A proxy in front of a cluster of others may not pass client certificates on. */
    private static KubeAccess recognized(KubeAccess access) {
        if (access.context().cluster().isOfOthers()) {
            Recognition.require(access);
        }
        return access;
    }

    @Override
    public void close() {
        access.leave();
    }
}
