// SPDX-License-Identifier: Apache-2.0
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
import java.util.regex.Pattern;

/**
 * One JVM's use of a cluster. The objects that it creates carry its labels and annotations. They keep runs apart and
 * find what a killed run left.
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

    /** The form of an ID from {@link #begin}. */
    private static final Pattern ID = Pattern.compile("\\d{8}-\\d{6}-[0-9a-f]{8}");

    private final String id;
    private final ProcessMark process;
    private final String auditPrefix;

    private Run(String id, ProcessMark process) {
        this.id = id;
        this.process = process;
        this.auditPrefix = MANAGER + "-" + id + "-";
    }

    /** Begins a run of this JVM. */
    public static Run begin() {
        String random = HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());
        return new Run(TIME.format(Instant.now()) + "-" + random, ProcessMark.ofThisJvm());
    }

    /** {@return a unique identifier, valid as a label value, that begins with the time in UTC} */
    public String id() {
        return id;
    }

    /** {@return the process that the run belongs to} */
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

    /** {@return the labels of created objects} */
    public Map<String, String> labels() {
        return Map.of(MANAGED_BY_LABEL, MANAGER, RUN_LABEL, id);
    }

    /** {@return the annotations of created objects} */
    public Map<String, String> annotations() {
        return Map.of(PROCESS_ANNOTATION, process.toString());
    }

    /**
     * {@return a new {@code Audit-ID} header value for a request of this run, beginning with {@code kubeuser-} and the
     * run's identifier}
     *
     * @see <a href="https://kubernetes.io/docs/tasks/debug/debug-cluster/audit/">Auditing</a>
     */
    public String newAuditId() {
        return auditPrefix + UUID.randomUUID();
    }

    /**
     * {@return whether a request has an {@code Audit-ID} as the clients of this run; their users see it and may send
     * it}
     *
     * @param auditId the id of an event in the audit log
     */
    public boolean isOwn(String auditId) {
        return auditId.startsWith(auditPrefix);
    }

    /** {@return the label selector for the objects that this run created} */
    public String selector() {
        return RUN_LABEL + "=" + id;
    }
}
