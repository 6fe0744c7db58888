// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.kinds;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/** Prepares the kind of cluster that the build specifies, and points kubeuser to it. */
public final class KindSession implements LauncherSessionListener {

    /** How long to wait for what takes a moment, unless the machine is busy. Tests that name no limit use it, too. */
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private @Nullable ExistingCluster toClose;

    /** Called by JUnit. */
    public KindSession() {}

    @Override
    public void launcherSessionOpened(LauncherSession session) {
        Awaitility.setDefaultTimeout(PATIENCE);
        KindUnderTest.ofBuild().ifPresent(kind -> {
            KindUnderTest.requireJUnit(Test.class.getPackage().getImplementationVersion());
            Map<String, String> settings = switch (kind) {
                case EMBEDDED -> Map.of();
                case K3S -> K3sImage.settings();
                case EXISTING -> startExisting(session);
            };
            System.setProperty(KindUnderTest.CLUSTER, kind.toString());
            settings.forEach(System::setProperty);
        });
    }

    private Map<String, String> startExisting(LauncherSession session) {
        try {
            ExistingCluster cluster = ExistingCluster.start(Path.of("target", "kinds"), PATIENCE);
            if (!closesAtEnd(session, cluster)) {
                toClose = cluster;
            }
            return cluster.settings();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Cleans up on JUnit 5.12, where clusters end with the engine and so before this call. */
    @Override
    public void launcherSessionClosed(LauncherSession session) {
        if (toClose != null) {
            try {
                toClose.close();
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        }
    }

    /**
     * Puts a value into the session's store before all clusters, so that it is closed after them. The store is called
     * by reflection, because this is compiled for JUnit 5.12, which has none. Returns false if this JUnit has no such
     * store.
     */
    private static boolean closesAtEnd(LauncherSession session, AutoCloseable value) {
        try {
            Object namespace = Class.forName("org.junit.platform.engine.support.store.Namespace")
                    .getMethod("create", Object[].class)
                    .invoke(null, (Object) new Object[] {KindSession.class});
            Object store = LauncherSession.class.getMethod("getStore").invoke(session);
            store.getClass()
                    .getMethod("put", Object.class, Object.class, Object.class)
                    .invoke(store, namespace, value.getClass(), value);
            return true;
        } catch (ClassNotFoundException older) {
            return false;
        } catch (ReflectiveOperationException failure) {
            throw new LinkageError("The store of JUnit's session is not as expected", failure);
        }
    }
}
