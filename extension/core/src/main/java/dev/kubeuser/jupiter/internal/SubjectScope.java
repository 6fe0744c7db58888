package dev.kubeuser.jupiter.internal;

import dev.kubeuser.credential.CertificateFlow;
import dev.kubeuser.credential.UserSpec;
import dev.kubeuser.plan.internal.DeclaredSubject;
import dev.kubeuser.run.internal.ClusterRun;
import dev.kubeuser.run.internal.SubjectAccess;

/** Keeps subjects in JUnit's stores, with the class or method that declares them. */
final class SubjectScope {

    private final Placement placement;
    private final ClusterScope cluster;

    SubjectScope(Placement placement, ClusterScope cluster) {
        this.placement = placement;
        this.cluster = cluster;
    }

    /** Returns the subject of a declaration. For a user, key generation starts at once. */
    SubjectAccess subject(DeclaredSubject declared) {
        ClusterRun run = cluster.run();
        return ExtensionStore.of(placement.contextOf(declared.owner()))
                .getOrComputeIfAbsent(
                        StoreKey.of(SubjectAccess.class, cluster.key(), declared.spec()),
                        absent -> run.subject(declared.spec()),
                        SubjectAccess.class);
    }

    /** Starts a flow for a user. Its request is deleted at the end of this place. */
    CertificateFlow flow(UserSpec user) {
        ClusterRun run = cluster.run();
        CertificateFlow flow = run.flow(user);
        AutoCloseable ending = () -> run.tidy(flow::close);
        ExtensionStore.of(placement.context()).getOrComputeIfAbsent(flow, absent -> ending, AutoCloseable.class);
        return flow;
    }
}
