package dev.kubeuser.cluster.embedded;

/** A running control-plane program. */
interface ControlPlane {

    /** Whether it runs. Waits a fraction of a second, because its end may be noticed that late. */
    boolean isRunning();

    long pid();

    /** Why it ended, with the last log lines. */
    String describeEnd();

    /** Ends it, or only this JVM's use of a shared one. */
    void stop();
}
