package dev.kubeuser.jupiter.internal;

import dev.kubeuser.credential.CertificateFlow;
import dev.kubeuser.credential.ServiceAccountSpec;
import dev.kubeuser.credential.SubjectSpec;
import dev.kubeuser.credential.UserSpec;
import dev.kubeuser.credential.internal.KeySupply;
import dev.kubeuser.credential.internal.ServiceAccounts;
import dev.kubeuser.plan.internal.DeclaredSubject;
import dev.kubeuser.session.internal.ServiceAccountsOfCluster;
import dev.kubeuser.session.internal.SharedCluster;
import dev.kubeuser.session.internal.SubjectAccess;
import dev.kubeuser.session.internal.TokenAccess;
import dev.kubeuser.session.internal.UserAccess;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Keeps subjects in JUnit's stores, with the class or method that declares them. */
final class SubjectScope {

    private final Placement placement;
    private final ClusterScope cluster;
    private final RecordScope record;

    SubjectScope(Placement placement, ClusterScope cluster, RecordScope record) {
        this.placement = placement;
        this.cluster = cluster;
        this.record = record;
    }

    /** Returns the subject of a declaration. For a user, key generation starts at once. */
    SubjectAccess subject(DeclaredSubject declared) {
        SharedCluster running = cluster.cluster();
        return ExtensionStore.of(placement.contextOf(declared.owner()))
                .getOrComputeIfAbsent(
                        StoreKey.of(SubjectAccess.class, cluster.key(), declared.spec()),
                        absent -> create(running, declared.spec()),
                        SubjectAccess.class);
    }

    private SubjectAccess create(SharedCluster running, SubjectSpec spec) {
        boolean keep = cluster.spec().launch().keep();
        if (spec instanceof ServiceAccountSpec account) {
            return new TokenAccess(running, account, serviceAccounts(running), keep);
        }
        return new UserAccess(running, (UserSpec) spec, timeout(), keep, keys(), record.certificates());
    }

    /** Shared by all classes on a cluster. What it creates is removed after the last class. */
    private Supplier<ServiceAccounts> serviceAccounts(SharedCluster running) {
        return () -> cluster.store()
                .getOrComputeIfAbsent(
                        StoreKey.of(ServiceAccountsOfCluster.class, cluster.key()),
                        absent -> new ServiceAccountsOfCluster(running),
                        ServiceAccountsOfCluster.class)
                .accounts();
    }

    /** Shared by the whole run, so that keys for the next class are generated while the previous one is tested. */
    private KeySupply keys() {
        return ExtensionStore.of(placement.context().getRoot())
                .getOrComputeIfAbsent(KeySupply.class, key -> new KeySupply(), KeySupply.class);
    }

    private @Nullable Duration timeout() {
        return placement.settings().csrTimeout();
    }

    /** Starts a flow for a user. Its request is deleted at the end of this place. */
    CertificateFlow flow(UserSpec user) {
        SharedCluster running = cluster.cluster();
        CertificateFlow flow = new CertificateFlow(running.awaitForCertificates(), user, timeout());
        AutoCloseable ending = () -> running.tidy(flow::close);
        ExtensionStore.of(placement.context()).getOrComputeIfAbsent(flow, absent -> ending, AutoCloseable.class);
        return flow;
    }
}
