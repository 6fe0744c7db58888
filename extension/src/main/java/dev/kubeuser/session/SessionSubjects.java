package dev.kubeuser.session;

import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.base.internal.OpenResources;
import dev.kubeuser.coverage.internal.recording.RunningTests;
import dev.kubeuser.credential.ServiceAccountSpec;
import dev.kubeuser.credential.UserSpec;
import dev.kubeuser.credential.Via;
import dev.kubeuser.credential.internal.KeySupply;
import dev.kubeuser.session.internal.ReportSink;
import dev.kubeuser.session.internal.ServiceAccountsOfCluster;
import dev.kubeuser.session.internal.SharedCluster;
import dev.kubeuser.session.internal.SubjectAccess;
import dev.kubeuser.session.internal.TokenAccess;
import dev.kubeuser.session.internal.UserAccess;
import dev.kubeuser.settings.internal.Setting;
import dev.kubeuser.settings.internal.Settings;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The subjects of a session: their credentials, and their names, by which requests find their test. Thread-safe. */
final class SessionSubjects {

    private final Settings settings;
    private final SharedCluster cluster;
    private final @Nullable ReportSink report;
    private final RunningTests tests;
    private final OpenResources open;
    private final KeySupply keys = new KeySupply();
    private final Set<String> names = new LinkedHashSet<>();
    private @Nullable ServiceAccountsOfCluster accounts;
    private @Nullable KubeAccess anonymous;

    SessionSubjects(
            Settings settings,
            SharedCluster cluster,
            @Nullable ReportSink report,
            RunningTests tests,
            OpenResources open) {
        this.settings = settings;
        this.cluster = cluster;
        this.report = report;
        this.tests = tests;
        this.open = open;
    }

    KubeAccess user(UserSpec user) {
        return held(new UserAccess(
                cluster, settled(user), settings.csrTimeout(), settings.flag(Setting.KEEP), keys, timeline -> {
                    if (report != null) {
                        report.add(timeline);
                    }
                }));
    }

    private UserSpec settled(UserSpec user) {
        return user.via() == Via.DEFAULT ? user.withVia(settings.value(Setting.VIA, Via::parse)) : user;
    }

    KubeAccess serviceAccount(ServiceAccountSpec account) {
        return held(new TokenAccess(cluster, account, () -> accounts().accounts(), settings.flag(Setting.KEEP)));
    }

    private synchronized ServiceAccountsOfCluster accounts() {
        if (accounts == null) {
            accounts = open.add(new ServiceAccountsOfCluster(cluster));
        }
        return accounts;
    }

    synchronized KubeAccess anonymous() {
        if (anonymous == null) {
            anonymous = open.add(KubeAccess.anonymous(cluster.await()));
        }
        return anonymous;
    }

    /** Returns the names of all users and ServiceAccounts so far. */
    Set<String> names() {
        synchronized (names) {
            return Set.copyOf(names);
        }
    }

    private KubeAccess held(SubjectAccess subject) {
        KubeAccess access = open.add(subject).access();
        synchronized (names) {
            names.add(access.name());
        }
        tests.hold(access.name());
        return access;
    }
}
