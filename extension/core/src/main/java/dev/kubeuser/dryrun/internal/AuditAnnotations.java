package dev.kubeuser.dryrun.internal;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import dev.kubeuser.access.KubeResponse;
import dev.kubeuser.base.internal.Deadline;
import dev.kubeuser.base.internal.JsonParts;
import dev.kubeuser.cluster.Cluster;
import dev.kubeuser.cluster.internal.AuditLines;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The annotations of a request's audit event: what policies and webhooks write there, and which validations failed whose
 * binding has the action {@code Audit}. Others wrote them; what only the embedded control plane notes is left out.
 *
 * @param values the value of each, by its key
 * @see <a href="https://kubernetes.io/docs/reference/labels-annotations-taints/audit-annotations/">Audit Annotations</a>
 */
public record AuditAnnotations(Map<String, String> values) {

    private static final String FAILURES = "validation.policy.admission.k8s.io/validation_failure";

    /** The event of a request that was just answered is among the last thousands of lines, or not there yet. */
    private static final long END_BYTES = 4 << 20;

    public AuditAnnotations {
        values = Map.copyOf(values);
    }

    /**
     * {@return those of a request; empty if the audit log has no event of it in time}
     *
     * @param cluster a cluster with an audit log
     * @param answer the answer to the request
     * @param timeout how long to wait: the API server writes the event after the answer
     */
    public static Optional<AuditAnnotations> of(Cluster cluster, KubeResponse answer, Duration timeout) {
        String auditId = answer.header("Audit-ID");
        if (auditId == null) {
            return Optional.empty();
        }
        AuditLines log = AuditLines.last(cluster::auditLog, END_BYTES);
        AtomicReference<@Nullable AuditAnnotations> found = new AtomicReference<>();
        Deadline.in(timeout).await(() -> {
            log.read(line -> {
                if (line.contains(auditId)) {
                    parse(line, auditId).ifPresent(found::set);
                }
            });
            return found.get() != null;
        });
        return Optional.ofNullable(found.get());
    }

    private static Optional<AuditAnnotations> parse(String line, String auditId) {
        JsonElement event = json(line);
        if (!JsonParts.text(event, "auditID").equals(auditId)) {
            return Optional.empty();
        }
        JsonObject annotations = JsonParts.object(event, "annotations");
        Map<String, String> values = new TreeMap<>();
        annotations.keySet().forEach(key -> values.put(key, JsonParts.text(annotations, key)));
        return Optional.of(new AuditAnnotations(values));
    }

    private static @Nullable JsonElement json(String text) {
        try {
            return JsonParser.parseString(text);
        } catch (JsonParseException malformed) {
            return null;
        }
    }

    /**
     * {@return the validations that failed, but for the action {@code Audit} of a binding}
     */
    public List<AdmissionDenial> audited() {
        return json(values.getOrDefault(FAILURES, "[]")) instanceof JsonArray failures
                ? failures.asList().stream()
                        .map(failure -> AdmissionDenial.ofValidating(
                                JsonParts.text(failure, "policy"),
                                JsonParts.text(failure, "binding"),
                                JsonParts.text(failure, "message")))
                        .toList()
                : List.of();
    }
}
