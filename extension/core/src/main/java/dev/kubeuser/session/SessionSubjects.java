package dev.kubeuser.session;

import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.base.internal.OpenResources;
import dev.kubeuser.credential.SubjectSpec;
import dev.kubeuser.run.internal.ClusterRun;
import dev.kubeuser.run.internal.RunningTests;
import java.util.LinkedHashSet;
import java.util.Set;

/** The subjects of a session, and their names, by which requests find their test. Thread-safe. */
final class SessionSubjects {

    private final ClusterRun cluster;
    private final RunningTests tests;
    private final OpenResources open;
    private final Set<String> names = new LinkedHashSet<>();

    SessionSubjects(ClusterRun cluster, RunningTests tests, OpenResources open) {
        this.cluster = cluster;
        this.tests = tests;
        this.open = open;
    }

    KubeAccess access(SubjectSpec subject) {
        KubeAccess access = open.add(cluster.subject(subject)).access();
        synchronized (names) {
            names.add(access.name());
        }
        tests.hold(access.name());
        return access;
    }

    /** Returns the names of all users and ServiceAccounts so far. */
    Set<String> names() {
        synchronized (names) {
            return Set.copyOf(names);
        }
    }
}
