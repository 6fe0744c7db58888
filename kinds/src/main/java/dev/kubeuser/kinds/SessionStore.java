package dev.kubeuser.kinds;

import org.junit.platform.launcher.LauncherSession;

/** The store of a launcher session, which JUnit 5.12 has not; called by reflection, for this is compiled for 5.12. */
final class SessionStore {

    private SessionStore() {}

    /**
     * Leaves a value to be closed after all clusters, if this JUnit can: in the store before them, it is closed after them.
     */
    static boolean closesAtEnd(LauncherSession session, AutoCloseable value) {
        try {
            Object namespace = Class.forName("org.junit.platform.engine.support.store.Namespace")
                    .getMethod("create", Object[].class)
                    .invoke(null, (Object) new Object[] {SessionStore.class});
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
