package dev.kubeuser.junit.internal;

import dev.kubeuser.cluster.ClusterSpec;
import dev.kubeuser.cluster.internal.ClusterLauncher;
import dev.kubeuser.run.internal.DefaultKubeconfig;
import dev.kubeuser.run.internal.SharedCluster;
import dev.kubeuser.settings.internal.Setting;
import dev.kubeuser.settings.internal.Settings;
import dev.kubeuser.settings.internal.SettingsCheck;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.platform.engine.support.descriptor.ClassSource;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;

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
        SettingsCheck.requireSettings();
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
            session.getLauncher().registerTestExecutionListeners(new SecondApiServer());
        } catch (RuntimeException failure) {
            cluster.close();
            throw failure;
        }
    }

    /**
     * Warns of test classes that start an API server of their own beside the default kubeconfig: such a test talks to two
     * clusters, and its failures look like wrong answers about RBAC. Thread-safe.
     */
    private static final class SecondApiServer implements TestExecutionListener {

        private static final System.Logger LOG = System.getLogger(SecondApiServer.class.getName());

        /** Of fabric8's kube-api-test, and of jenvtest, which it was before. */
        private static final String ANNOTATION = "EnableKubeAPIServer";

        private final AtomicBoolean isSaid = new AtomicBoolean();

        @Override
        public void executionStarted(TestIdentifier test) {
            test.getSource()
                    .filter(ClassSource.class::isInstance)
                    .map(source -> ((ClassSource) source).getJavaClass())
                    .filter(SecondApiServer::isStartedBy)
                    .filter(first -> isSaid.compareAndSet(false, true))
                    .ifPresent(first -> LOG.log(
                            System.Logger.Level.WARNING,
                            "kubeuser: " + first.getName() + " has @" + ANNOTATION
                                    + " beside kubeuser.default-kubeconfig, so"
                                    + " its clients are split over two clusters: remove one of the two"));
        }

        private static boolean isStartedBy(Class<?> testClass) {
            return Stream.<Class<?>>iterate(testClass, Objects::nonNull, Class::getEnclosingClass)
                    .flatMap(each -> Arrays.stream(each.getAnnotations()))
                    .anyMatch(annotation ->
                            annotation.annotationType().getSimpleName().equals(ANNOTATION));
        }
    }
}
