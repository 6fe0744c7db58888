package dev.kubeuser.record.internal;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import dev.kubeuser.audit.internal.AuditEvent;
import dev.kubeuser.base.internal.JsonParts;
import dev.kubeuser.base.internal.Printable;
import dev.kubeuser.cluster.internal.AuditLines;
import dev.kubeuser.manifest.ManifestObject;
import dev.kubeuser.manifest.internal.TestedPart;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the ValidatingAdmissionPolicies under test found in the requests of tests, as the embedded control plane writes it
 * into its audit log. Not thread-safe.
 */
final class AdmissionLog {

    private static final Gson GSON = new Gson();
    private static final String GROUP = "admissionregistration.k8s.io";
    private static final String POLICY = "ValidatingAdmissionPolicy";
    private static final String BINDING = "ValidatingAdmissionPolicyBinding";

    /** Longer than any that the control plane writes for a policy of the greatest size. */
    private static final int LONGEST = 1 << 20;

    private final Map<String, List<Applied>> applied = new HashMap<>();
    private final Map<String, Seen> seen = new LinkedHashMap<>();

    /** What requests showed of an object as it is written. */
    private record Seen(ManifestObject object, Set<String> outcomes) {}

    /** An object that is in force, until it is removed. */
    private static final class Applied {

        private final ManifestObject object;
        private final Instant begin = Instant.now();
        private @Nullable Instant end;
        private Seen seen;

        Applied(ManifestObject object, Seen seen) {
            this.object = object;
            this.seen = seen;
        }

        boolean isInForce(Instant time) {
            return !time.isBefore(begin) && (end == null || time.isBefore(end));
        }
    }

    /** What the control plane writes of a policy and one of its bindings. */
    private record Traced(
            @Nullable String policy,
            @Nullable String binding,
            @Nullable List<String> conditions,
            @Nullable List<String> validations,
            @Nullable List<String> variables) {}

    /** Notes objects that are now in force. */
    void add(List<ManifestObject> objects) {
        for (ManifestObject object : objects) {
            if (object.group().equals(GROUP)
                    && (object.kind().equals(POLICY) || object.kind().equals(BINDING))) {
                applied.computeIfAbsent(key(object), same -> new ArrayList<>()).add(new Applied(object, seen(object)));
            }
        }
    }

    private Seen seen(ManifestObject object) {
        return seen.computeIfAbsent(object + " " + object.json(), same -> new Seen(object, new HashSet<>()));
    }

    private static String key(ManifestObject object) {
        return object.kind() + " " + object.name();
    }

    /** Notes that they are no longer. */
    void remove(List<ManifestObject> objects) {
        for (ManifestObject object : objects) {
            applied.getOrDefault(key(object), List.of()).stream()
                    .filter(one -> one.end == null && one.object == object)
                    .findFirst()
                    .ifPresent(one -> one.end = Instant.now());
        }
    }

    /** Takes a request of a test. */
    void observe(AuditEvent event) {
        String trace = event.annotation(AuditLines.POLICY_TRACE);
        if (trace.isEmpty() || trace.length() > LONGEST) {
            return;
        }
        try {
            Traced[] all = Objects.requireNonNullElseGet(GSON.fromJson(trace, Traced[].class), () -> new Traced[0]);
            for (Traced traced : all) {
                if (traced != null) {
                    observe(traced, event.received());
                }
            }
        } catch (JsonParseException other) {
            // A policy with the name of the key's domain writes annotations of its own.
        }
    }

    private void observe(Traced traced, Instant time) {
        Set<String> ofBinding = outcomes(BINDING, traced.binding, time);
        Set<String> ofPolicy = outcomes(POLICY, traced.policy, time);
        ofBinding.add("bound");
        note(ofPolicy, "matchConditions", traced.conditions);
        note(ofPolicy, "validations", traced.validations);
        note(ofPolicy, "variables", traced.variables);
    }

    /** Returns a set that nobody reads if the object is not under test. */
    private Set<String> outcomes(String kind, @Nullable String name, Instant time) {
        return applied.getOrDefault(kind + " " + name, List.of()).stream()
                .filter(one -> one.isInForce(time))
                .map(one -> one.seen.outcomes)
                .findFirst()
                .orElseGet(HashSet::new);
    }

    private static void note(Set<String> outcomes, String list, @Nullable List<String> found) {
        for (int i = 0; found != null && i < found.size(); i++) {
            outcomes.add(path(list, i) + " " + found.get(i));
        }
    }

    private static String path(String list, int index) {
        return "spec." + list + "[" + index + "]";
    }

    /** Returns all parts of the objects that were in force, in their order. */
    List<TestedPart> parts() {
        Set<TestedPart> parts = new LinkedHashSet<>();
        seen.values().forEach(object -> new Parts(object, parts).addAll());
        return List.copyOf(parts);
    }

    /** Forgets what is over, and what was seen. */
    void forget() {
        seen.clear();
        applied.values().forEach(ofName -> ofName.removeIf(one -> one.end != null));
        applied.values().removeIf(List::isEmpty);
        applied.values().forEach(ofName -> ofName.forEach(one -> one.seen = seen(one.object)));
    }

    /** The parts of one object. */
    private record Parts(Seen seen, Set<TestedPart> parts) {

        void addAll() {
            if (seen.object.kind().equals(BINDING)) {
                add("", "no request of a test was bound by it", seen.outcomes.contains("bound"));
                return;
            }
            JsonObject spec = JsonParts.object(seen.object.json(), "spec");
            addOutcomes(spec, "matchConditions", "name", "the condition ", "excluded no request", "met by no request");
            addOutcomes(
                    spec, "validations", "expression", "the validation ", "refused no request", "passed no request");
            addVariables(JsonParts.list(spec, "variables"));
        }

        private void addOutcomes(
                JsonObject spec, String list, String named, String what, String neverFalse, String neverTrue) {
            List<JsonElement> all = JsonParts.list(spec, list);
            for (int i = 0; i < all.size(); i++) {
                String name =
                        what + Printable.text(JsonParts.text(all.get(i), named).strip()) + " ";
                String path = path(list, i);
                add(path, name + neverFalse, isSeen(path, "false"));
                add(path, name + neverTrue, isSeen(path, "true"));
            }
        }

        /** Only a boolean has two outcomes. */
        private void addVariables(List<JsonElement> all) {
            for (int i = 0; i < all.size(); i++) {
                String name = "the variable " + Printable.text(JsonParts.text(all.get(i), "name"));
                String path = path("variables", i);
                boolean isTrue = isSeen(path, "true");
                boolean isFalse = isSeen(path, "false");
                add(path, name + " had no value in any request", isTrue || isFalse || isSeen(path, "value"));
                if (isTrue || isFalse) {
                    add(path, name + " was true in no request", isTrue);
                    add(path, name + " was false in no request", isFalse);
                }
            }
        }

        private boolean isSeen(String path, String outcome) {
            return seen.outcomes.contains(path + " " + outcome);
        }

        private void add(String path, String gap, boolean isExercised) {
            ManifestObject object = seen.object;
            parts.add(new TestedPart(
                    TestedPart.Kind.ADMISSION,
                    key(object),
                    gap,
                    path.isEmpty() ? object.origin() : object.nearestOrigin(path),
                    isExercised));
        }
    }
}
