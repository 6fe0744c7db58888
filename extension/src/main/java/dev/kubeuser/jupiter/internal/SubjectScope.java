package dev.kubeuser.jupiter.internal;

import dev.kubeuser.cluster.ClusterKind;
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

/** Where subjects live in JUnit's stores: with the class or method that declares them. */
final class SubjectScope {

    private final Placement placement;
    private final ClusterScope cluster;
    private final RecordScope record;

    SubjectScope(Placement placement, ClusterScope cluster, RecordScope record) {
        this.placement = placement;
        this.cluster = cluster;
        this.record = record;
    }

    /** The subject of a declaration; if a user, with a key in the making. */
    SubjectAccess subject(DeclaredSubject declared) {
        SharedCluster running = cluster.cluster();
        return ExtensionStore.of(placement.contextOf(declared.owner()))
                .getOrComputeIfAbsent(
                        new SubjectKey(cluster.key(), declared.spec()),
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

    /** One for each cluster: what it creates is there for all classes, and removed after the last. */
    private Supplier<ServiceAccounts> serviceAccounts(SharedCluster running) {
        return () -> cluster.store()
                .getOrComputeIfAbsent(
                        new ServiceAccountsKey(cluster.key()),
                        absent -> new ServiceAccountsOfCluster(running),
                        ServiceAccountsOfCluster.class)
                .accounts();
    }

    /** One for the run, so that a class's users have their keys while those of the class before are tested. */
    private KeySupply keys() {
        return ExtensionStore.of(placement.context().getRoot())
                .getOrComputeIfAbsent(KeySupply.class, key -> new KeySupply(), KeySupply.class);
    }

    private Duration timeout() {
        return placement.settings().csrTimeout(cluster.spec().kind() == ClusterKind.EXISTING);
    }

    /** A new flow for a user; its request is deleted when this place is left. */
    CertificateFlow flow(UserSpec user) {
        SharedCluster running = cluster.cluster();
        CertificateFlow flow = new CertificateFlow(running.awaitForCertificates(), user, timeout());
        AutoCloseable ending = () -> running.tidy(flow::close);
        ExtensionStore.of(placement.context()).getOrComputeIfAbsent(flow, absent -> ending, AutoCloseable.class);
        return flow;
    }

    private record SubjectKey(ClusterScope.ClusterKey cluster, SubjectSpec spec) {}

    private record ServiceAccountsKey(ClusterScope.ClusterKey cluster) {}
}
