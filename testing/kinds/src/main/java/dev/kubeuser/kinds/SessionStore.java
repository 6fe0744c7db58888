package dev.kubeuser.kinds;

import org.junit.platform.launcher.LauncherSession;

/**
 * The store of a launcher session. It is called by reflection, because this is compiled for JUnit 5.12, which has none.
 */
final class SessionStore {

    private SessionStore() {}

    /**
     * Stores a value to be closed after all clusters: it is stored before them, and so closed after them. Returns false
     * if this JUnit has no such store.
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
