package dev.kubeuser.cluster.embedded;

/** The control-plane program at work, as far as a cluster needs to know. */
interface ControlPlane {

    /** Takes a fraction of a second while it runs, for the news of its end may be that late. */
    boolean isRunning();

    long pid();

    /** What is known about an end, with the last log lines. */
    String describeEnd();

    /** Ends it, or this JVM's part in it. */
    void stop();
}
