// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.base.internal;

/** Threads that do not keep the JVM from ending. */
public final class Daemon {

    private Daemon() {}

    /** {@return a thread that is to be started} */
    public static Thread of(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }

    /** {@return a thread that runs} */
    public static Thread start(String name, Runnable task) {
        Thread thread = of(name, task);
        thread.start();
        return thread;
    }
}
