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
 * The way of a user to its access. A background thread generates its key from the start; the flow to the certificate
 * runs when access is needed.
 */
final class UserAccess {

    /** What goes on meanwhile, for messages. */
    static final String ISSUING = "a user was given a certificate";

    private static final System.Logger LOG = System.getLogger(UserAccess.class.getName());

    private final SharedCluster cluster;
    private final UserSpec user;
    private final @Nullable Duration timeout;
    private final Consumer<CertificateTimeline> timelines;
    private final FutureTask<KeyPair> keys;

    /** Without a timeout, that of the cluster counts. */
    UserAccess(
            SharedCluster cluster, UserSpec user, @Nullable Duration timeout, Consumer<CertificateTimeline> timelines) {
        this.cluster = cluster;
        this.user = user;
        this.timeout = timeout;
        this.timelines = timelines;
        this.keys = new FutureTask<>(user.key()::generate);
        if (user.via() != Via.IMPERSONATION) {
            Daemon.start("kubeuser-key-generation", keys);
        }
    }

    KubeAccess become() {
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
                    flow.generate(() -> SubjectAccess.result(keys, ISSUING)).run();
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
}
