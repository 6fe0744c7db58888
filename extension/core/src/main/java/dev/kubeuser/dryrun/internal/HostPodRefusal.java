package dev.kubeuser.dryrun.internal;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.kubeuser.base.internal.Status;
import dev.kubeuser.rbac.escalation.HostPods.Answer;
import io.kubernetes.client.openapi.ApiException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;

/**
 * Who refuses a host pod. The causes in the Status identify policies, terminating namespaces and a server without
 * {@code --allow-privileged}. Pod Security and webhooks give no cause: Pod Security answers as a quota does, a webhook
 * with any Status. The words that the API server itself puts in front of theirs identify them.
 *
 * @param refusal what the server answered, not 404
 */
record HostPodRefusal(ApiException refusal) {

    private static final Pattern WEBHOOK = Pattern.compile("^admission webhook \".*\" denied the request");
    private static final Pattern POLICY = Pattern.compile("^ValidatingAdmissionPolicy '([^']+)'");
    private static final Pattern POD_SECURITY = Pattern.compile("^pods? \".*\" is forbidden: violates PodSecurity \"");

    /** The policy that refuses the pod; empty if a policy does not, or none is named. */
    Optional<String> policy() {
        return Cause.in(status()).stream()
                .filter(Cause::isOfPolicy)
                .map(cause -> POLICY.matcher(cause.message()))
                .filter(Matcher::find)
                .map(named -> named.group(1))
                .findFirst();
    }

    private Status status() {
        return Status.parse(refusal.getResponseBody()).orElseGet(() -> new Status("", "", ""));
    }

    /** Empty if something else refuses the pod, such as a quota: another pod or a later one would be admitted. */
    Optional<Answer> by() {
        Status status = status();
        if (WEBHOOK.matcher(status.message()).find()) {
            return Optional.of(Answer.REFUSED_BY_WEBHOOK);
        }
        List<Cause> causes = Cause.in(status);
        if (causes.stream().anyMatch(Cause::isOfPolicy)) {
            return Optional.of(Answer.REFUSED_BY_POLICY);
        }
        if (causes.stream().anyMatch(Cause::isForGood)) {
            return Optional.of(Answer.REFUSED);
        }
        return POD_SECURITY.matcher(status.message()).find()
                ? Optional.of(Answer.REFUSED_BY_POD_SECURITY)
                : Optional.empty();
    }

    /**
     * One of the causes in a Status.
     *
     * @param reason a machine-readable word; only a policy gives none
     * @param message what it says
     * @param field the field it is about; empty if it is about none
     */
    private record Cause(String reason, String message, String field) {

        static List<Cause> in(Status status) {
            JsonElement causes = status.details().isEmpty()
                    ? null
                    : JsonParser.parseString(status.details()).getAsJsonObject().get("causes");
            return causes == null || !causes.isJsonArray()
                    ? List.of()
                    : StreamSupport.stream(causes.getAsJsonArray().spliterator(), false)
                            .map(JsonElement::getAsJsonObject)
                            .map(cause ->
                                    new Cause(text(cause, "reason"), text(cause, "message"), text(cause, "field")))
                            .toList();
        }

        private static String text(JsonObject cause, String key) {
            return cause.has(key) ? cause.get(key).getAsString() : "";
        }

        boolean isOfPolicy() {
            return reason.isEmpty() && field.isEmpty();
        }

        /** The namespace is terminating, or the server runs no privileged containers. */
        boolean isForGood() {
            return reason.equals("NamespaceTerminating")
                    || (reason.equals("FieldValueForbidden") && field.endsWith("securityContext.privileged"));
        }
    }
}
