// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.junit.internal;

import org.junit.platform.launcher.LauncherSession;

/**
 * The store of a launcher session, as seen from outside of an extension. Values put here are found by
 * {@link ExtensionStore#ofSession}. Uses reflection because JUnit 5.12 has no session store.
 */
public final class SessionStore {

    private final Object store;
    private final Object namespace;

    /**
     * Finds the store.
     *
     * @param session the session
     * @param what who needs it, for the message on older versions
     * @throws IllegalStateException on JUnit 5.12
     */
    public SessionStore(LauncherSession session, String what) {
        try {
            namespace = Class.forName("org.junit.platform.engine.support.store.Namespace")
                    .getMethod("create", Object[].class)
                    .invoke(null, (Object) new Object[] {ExtensionStore.class});
            store = LauncherSession.class.getMethod("getStore").invoke(session);
        } catch (ClassNotFoundException older) {
            throw new IllegalStateException(
                    what + " needs JUnit 5.13 or newer, but runs on JUnit " + JUnitVersion.found()
                            + ": import org.junit:junit-bom of 5.13.4 or newer",
                    older);
        } catch (ReflectiveOperationException failure) {
            throw unexpected(failure);
        }
    }

    /** Puts a value, which ends with the session. */
    public void put(Object key, Object value) {
        try {
            store.getClass()
                    .getMethod("put", Object.class, Object.class, Object.class)
                    .invoke(store, namespace, key, ExtensionStore.wrap(value));
        } catch (ReflectiveOperationException failure) {
            throw unexpected(failure);
        }
    }

    private static LinkageError unexpected(ReflectiveOperationException failure) {
        return new LinkageError(
                "JUnit " + JUnitVersion.found() + " has another session store than is expected", failure);
    }
}
