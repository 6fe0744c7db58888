package dev.kubeuser.kinds;

import java.nio.file.Path;
import java.util.Map;
import org.junit.platform.engine.support.store.Namespace;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/** Prepares the kind of cluster that the build asks for, and leads kubeuser to it. */
public final class KindSession implements LauncherSessionListener {

    private static final Namespace NAMESPACE = Namespace.create(KindSession.class);

    /** Called by JUnit. */
    public KindSession() {}

    /** The preparation goes into the session's store before any cluster, and so is undone after all of them. */
    @Override
    public void launcherSessionOpened(LauncherSession session) {
        KindUnderTest.ofBuild().ifPresent(kind -> {
            Preparation preparation = prepare(kind);
            session.getStore().put(NAMESPACE, Preparation.class, preparation);
            System.setProperty(KindUnderTest.CLUSTER, kind.toString());
            preparation.settings().forEach(System::setProperty);
        });
    }

    private static Preparation prepare(Kind kind) {
        return switch (kind) {
            case EMBEDDED -> Map::of;
            case K3S -> new K3sPreparation();
            case EXISTING -> ExistingPreparation.start(Path.of("target", "kinds"));
        };
    }
}
