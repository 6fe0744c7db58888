package dev.kubeuser.kinds;

import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/** Prepares the kind of cluster that the build specifies, and points kubeuser to it. */
public final class KindSession implements LauncherSessionListener {

    private @Nullable Preparation preparation;

    /** Called by JUnit. */
    public KindSession() {}

    @Override
    public void launcherSessionOpened(LauncherSession session) {
        KindUnderTest.ofBuild().ifPresent(kind -> {
            KindUnderTest.requireJUnit(Test.class.getPackage().getImplementationVersion());
            Preparation prepared = prepare(kind);
            if (!SessionStore.closesAtEnd(session, prepared)) {
                preparation = prepared;
            }
            System.setProperty(KindUnderTest.CLUSTER, kind.toString());
            prepared.settings().forEach(System::setProperty);
        });
    }

    /** Cleans up on JUnit 5.12, where clusters end with the engine and so before this call. */
    @Override
    public void launcherSessionClosed(LauncherSession session) {
        if (preparation != null) {
            preparation.close();
        }
    }

    private static Preparation prepare(Kind kind) {
        return switch (kind) {
            case EMBEDDED -> Map::of;
            case K3S -> new K3sPreparation();
            case EXISTING -> ExistingPreparation.start(Path.of("target", "kinds"));
        };
    }
}
