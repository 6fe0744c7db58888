package dev.kubeuser.apply;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.access.KubeResponse;
import dev.kubeuser.base.internal.Deadline;
import dev.kubeuser.base.internal.InFlight;
import dev.kubeuser.base.internal.JsonParts;
import dev.kubeuser.base.internal.Printable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What a controller of the cluster finds wrong with the types in the expressions of ValidatingAdmissionPolicies, such as a
 * field that the objects do not have. The API server takes such a policy, cannot evaluate it, and denies
 * what it is about unless its {@code failurePolicy} is {@code Ignore}.
 *
 * @see <a
 *     href="https://kubernetes.io/docs/reference/access-authn-authz/validating-admission-policy/#type-checking">Type
 *     checking</a>
 */
final class TypeCheck {

    private static final System.Logger LOG = System.getLogger(TypeCheck.class.getName());

    /** The controller needs milliseconds. Not every cluster has it. */
    private static final Duration LONGEST = Duration.ofSeconds(3);

    private final ObjectRequests requests;

    TypeCheck(KubeAccess access) {
        this.requests = new ObjectRequests(access);
    }

    /** Logs a warning with file and line for each finding. */
    void report(List<Target> applied) {
        List<Target> policies = applied.stream().filter(TypeCheck::isChecked).toList();
        Deadline deadline = Deadline.in(LONGEST);
        InFlight.QUESTIONS.ask(policies, policy -> findings(policy, deadline)).stream()
                .flatMap(List::stream)
                .forEach(finding -> LOG.log(System.Logger.Level.WARNING, "kubeuser: " + finding));
    }

    private static boolean isChecked(Target target) {
        return target.isAdmissionPolicy() && target.object().kind().equals("ValidatingAdmissionPolicy");
    }

    private List<String> findings(Target policy, Deadline deadline) {
        KubeResponse live = deadline.poll(() -> requests.get(policy), TypeCheck::hasBeenChecked);
        List<String> findings = new ArrayList<>();
        for (JsonElement warning : warnings(live)) {
            String field = JsonParts.text(warning, "fieldRef");
            findings.add(policy.object().nearestOrigin(field) + ": " + policy.title() + ": " + field
                    + " does not fit the objects that it is about, so it cannot be evaluated for these: "
                    + Printable.lines(JsonParts.text(warning, "warning").strip()));
        }
        return findings;
    }

    private static boolean hasBeenChecked(KubeResponse live) {
        return live.code() != ObjectRequests.OK || observed(live) >= generation(live);
    }

    private static long generation(KubeResponse live) {
        return ObjectRequests.body(live)
                .getAsJsonObject("metadata")
                .get("generation")
                .getAsLong();
    }

    private static long observed(KubeResponse live) {
        String generation = JsonParts.text(status(live), "observedGeneration");
        return generation.isEmpty() ? 0 : Long.parseLong(generation);
    }

    private static List<JsonElement> warnings(KubeResponse live) {
        return live.code() == ObjectRequests.OK
                ? JsonParts.list(JsonParts.object(status(live), "typeChecking"), "expressionWarnings")
                : List.of();
    }

    private static JsonObject status(KubeResponse live) {
        return JsonParts.object(ObjectRequests.body(live), "status");
    }
}
