package dev.kubeuser.cluster.internal;

import dev.kubeuser.base.internal.ProcessMark;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/**
 * One JVM's use of a cluster. The objects that it creates there carry its labels and annotations, which keep runs apart
 * and find what a killed one left.
 *
 * @param id unique, fit for a label's value, begins with the time in UTC
 * @param process the process that the run belongs to
 */
public record Run(String id, ProcessMark process) {

    /** The label that names the run. */
    public static final String RUN_LABEL = "kubeuser.dev/run";

    /** The annotation that names the process. */
    public static final String PROCESS_ANNOTATION = "kubeuser.dev/process";

    /**
     * The recommended label for the tool that manages an object.
     *
     * @see <a href="https://kubernetes.io/docs/concepts/overview/working-with-objects/common-labels/">Recommended
     *     Labels</a>
     */
    public static final String MANAGED_BY_LABEL = "app.kubernetes.io/managed-by";

    /** The value of {@link #MANAGED_BY_LABEL} on what was created for tests. */
    public static final String MANAGER = "kubeuser";

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);

    /** Begins a run of this JVM. */
    static Run begin() {
        String random = HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());
        return new Run(TIME.format(Instant.now()) + "-" + random, ProcessMark.ofThisJvm());
    }

    /** When a run began, by its identifier; {@link Instant#EPOCH} if that is no run's. */
    public static Instant beginOf(String id) {
        int random = id.lastIndexOf('-');
        try {
            return TIME.parse(id.substring(0, Math.max(random, 0)), Instant::from);
        } catch (DateTimeException notOurs) {
            return Instant.EPOCH;
        }
    }

    /**
     * {@return the labels of what is created}
     */
    public Map<String, String> labels() {
        return Map.of(MANAGED_BY_LABEL, MANAGER, RUN_LABEL, id);
    }

    /**
     * {@return the annotations of what is created}
     */
    public Map<String, String> annotations() {
        return Map.of(PROCESS_ANNOTATION, process.toString());
    }

    /**
     * {@return a new value of the header {@code Audit-ID} for a request of this run, beginning with {@code kubeuser-} and its identifier}
     *
     * @see <a href="https://kubernetes.io/docs/tasks/debug/debug-cluster/audit/">Auditing</a>
     */
    public String newAuditId() {
        return auditPrefix() + UUID.randomUUID();
    }

    /**
     * {@return whether a request is one of another run's clients, such as another JVM's on the same cluster}
     *
     * @param auditId of an event of the audit log
     */
    public boolean isOther(String auditId) {
        return auditId.startsWith(MANAGER + "-") && !auditId.startsWith(auditPrefix());
    }

    private String auditPrefix() {
        return MANAGER + "-" + id + "-";
    }

    /**
     * {@return the label selector that finds what this run created}
     */
    public String selector() {
        return RUN_LABEL + "=" + id;
    }
}
