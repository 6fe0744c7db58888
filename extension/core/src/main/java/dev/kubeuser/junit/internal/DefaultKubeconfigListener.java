// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.junit.internal;

import dev.kubeuser.cluster.ClusterSpec;
import dev.kubeuser.cluster.internal.ClusterLauncher;
import dev.kubeuser.run.internal.DefaultKubeconfig;
import dev.kubeuser.run.internal.Setting;
import dev.kubeuser.run.internal.Settings;
import dev.kubeuser.run.internal.SharedCluster;
import java.util.function.UnaryOperator;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/**
 * If {@code kubeuser.default-kubeconfig} is set, starts the shared cluster when JUnit's launcher session opens, before
 * any extension runs, and makes it the default of the JVM. JUnit's launcher finds this listener by its service file,
 * and its store ends both with the session.
 */
public final class DefaultKubeconfigListener implements LauncherSessionListener {

    @Override
    public void launcherSessionOpened(LauncherSession session) {
        Settings settings = Settings.ofLauncherSession();
        settings.read(Setting.DEFAULT_KUBECONFIG, DefaultKubeconfig.Identity::parse)
                .filter(wanted -> !DefaultKubeconfig.isInForce())
                .ifPresent(identity -> start(session, identity, settings));
    }

    private static void start(LauncherSession session, DefaultKubeconfig.Identity identity, Settings settings) {
        Setting.requireValid();
        identity.requireCredential(settings);
        SessionStore store = new SessionStore(session, Setting.DEFAULT_KUBECONFIG.key());
        ClusterLauncher launcher = new ClusterLauncher();
        ClusterSpec spec = settings.cluster(launcher, UnaryOperator.identity());
        SharedCluster cluster = new SharedCluster(launcher, spec);
        try {
            DefaultKubeconfig kubeconfig = new DefaultKubeconfig(cluster, identity, settings);
            store.put(ClusterLauncher.class, launcher);
            store.put(ClusterScope.keyOfShared(spec), cluster);
            store.put(DefaultKubeconfig.class, kubeconfig);
        } catch (RuntimeException failure) {
            cluster.close();
            throw failure;
        }
    }
}
