package dev.kubeuser.cluster.internal;

import dev.kubeuser.base.internal.ProcessMark;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One JVM's use of a cluster. The objects that it creates carry its labels and annotations. They keep runs apart and
 * find what a killed run left.
 *
 * <p>Several runs may use a cluster at once, and their subjects may have the same names. What a run recognises another
 * one by is the {@code Audit-ID} of its requests. A subject under test chooses that header itself, so it holds the
 * identifier of the run with a proof that needs the administrator's credential. Without a valid proof, a request is not
 * another run's. So on a cluster of one's own, none is.
 */
public final class Run {

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

    /**
     * The value of {@link #MANAGED_BY_LABEL} on objects created for tests, and the field manager that creates objects
     * with the marks of a run.
     */
    public static final String MANAGER = "kubeuser";

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);

    /** What {@link #begin} makes. */
    private static final Pattern ID = Pattern.compile("\\d{8}-\\d{6}-[0-9a-f]{8}");

    private static final Pattern AUDIT_ID = Pattern.compile(MANAGER + "-(" + ID + ")-([0-9a-f]{16})-.*");

    private final String id;
    private final ProcessMark process;
    private final RunSeal seal;
    private final String auditPrefix;

    private Run(String id, ProcessMark process, RunSeal seal) {
        this.id = id;
        this.process = process;
        this.seal = seal;
        this.auditPrefix = MANAGER + "-" + id + "-" + seal.proof(id) + "-";
    }

    /** {@return a run of this JVM that shares its cluster with no other run} */
    public static Run alone() {
        return begin(RunSeal.of(null));
    }

    /** Begins a run of this JVM, with the seal of all runs on the cluster. */
    static Run begin(RunSeal seal) {
        String random = HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());
        return new Run(TIME.format(Instant.now()) + "-" + random, ProcessMark.ofThisJvm(), seal);
    }

    /**
     * {@return a unique identifier, valid as a label value, that begins with the time in UTC}
     */
    public String id() {
        return id;
    }

    /**
     * {@return the process that the run belongs to}
     */
    public ProcessMark process() {
        return process;
    }

    /** When a run began, to the second, by its identifier; empty for a text that is not the identifier of a run. */
    public static Optional<Instant> beginOf(String id) {
        if (!ID.matcher(id).matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(TIME.parse(id.substring(0, id.lastIndexOf('-')), Instant::from));
        } catch (DateTimeException outOfRange) {
            return Optional.empty();
        }
    }

    /**
     * {@return the labels of created objects}
     */
    public Map<String, String> labels() {
        return Map.of(MANAGED_BY_LABEL, MANAGER, RUN_LABEL, id);
    }

    /**
     * {@return the annotations of created objects}
     */
    public Map<String, String> annotations() {
        return Map.of(PROCESS_ANNOTATION, process.toString());
    }

    /**
     * {@return a new {@code Audit-ID} header value for a request of this run, beginning with {@code kubeuser-}, the run's
     * identifier and its proof}
     *
     * @see <a href="https://kubernetes.io/docs/tasks/debug/debug-cluster/audit/">Auditing</a>
     */
    public String newAuditId() {
        return auditPrefix + UUID.randomUUID();
    }

    /**
     * {@return whether a request comes from another run's client, such as another JVM's on the same cluster}
     *
     * @param auditId the id of an event in the audit log
     */
    public boolean isOther(String auditId) {
        Matcher claim = AUDIT_ID.matcher(auditId);
        return claim.matches()
                && !claim.group(1).equals(id)
                && seal.proof(claim.group(1)).equals(claim.group(2));
    }

    /**
     * {@return whether a request has an {@code Audit-ID} as the clients of this run; their users see it and may send it}
     *
     * @param auditId the id of an event in the audit log
     */
    public boolean isOwn(String auditId) {
        return auditId.startsWith(auditPrefix);
    }

    /**
     * {@return the label selector for the objects that this run created}
     */
    public String selector() {
        return RUN_LABEL + "=" + id;
    }
}
