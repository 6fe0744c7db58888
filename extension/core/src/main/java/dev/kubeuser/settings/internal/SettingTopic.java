package dev.kubeuser.settings.internal;

/** What settings are about, in the order in which the documentation lists them. */
public enum SettingTopic {
    CLUSTER("The cluster"),
    LIFETIME("How long a cluster lives"),
    TIMEOUTS("Timeouts"),
    SUBJECTS("Users and kubeconfigs"),
    REPORT("The report"),
    THRESHOLDS("What fails a run"),
    FILES("Files and programs");

    private final String heading;

    SettingTopic(String heading) {
        this.heading = heading;
    }

    /** Returns the heading. */
    @Override
    public String toString() {
        return heading;
    }
}
