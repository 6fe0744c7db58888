// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.question.internal;

import com.google.gson.JsonElement;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.access.KubeResponse;
import dev.kubeuser.apply.internal.AppliedObjects;
import dev.kubeuser.base.internal.Json;
import dev.kubeuser.base.internal.Printable;
import dev.kubeuser.base.internal.Status;
import dev.kubeuser.manifest.ManifestObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The policy or plugin of admission that denied a request, as the API server names it. It evaluates all policies, but
 * names one: where several deny, which one that is may differ from time to time.
 *
 * @param kind {@code ValidatingAdmissionPolicy}, {@code MutatingAdmissionPolicy}, {@code Webhook}, {@code PodSecurity}
 *     or {@code ResourceQuota}
 * @param name of it; the level for PodSecurity
 * @param binding of a policy; empty if the policy itself cannot work
 * @param message its message
 */
public record AdmissionDenial(String kind, String name, String binding, String message) {

    private static final String GROUP = "admissionregistration.k8s.io";
    private static final String VALIDATING = "ValidatingAdmissionPolicy";
    private static final String MUTATING = "MutatingAdmissionPolicy";

    private static final Pattern REFERENCE = Pattern.compile(
            "(?:(?:Validating|Mutating)AdmissionPolicy(?:Binding)?|Webhook|ResourceQuota) \\S+|PodSecurity");

    private static final Pattern OF_VALIDATING = Pattern.compile(
            "^ValidatingAdmissionPolicy '([^']+)'(?: with binding '([^']+)')? denied request: (.*)", Pattern.DOTALL);

    /** As in the header, where it is quoted. A webhook chooses its words, but they are no proof of access. */
    private static final Pattern OF_WARNING = Pattern.compile(
            "^299 - \"Validation failed for ValidatingAdmissionPolicy '([^']+)' with binding '([^']+)': (.*)\"$",
            Pattern.DOTALL);

    private static final Pattern OF_MUTATING = Pattern.compile(
            "^policy ['\"]([^'\"]+)['\"](?: with binding '([^']+)')? denied request: (.*)", Pattern.DOTALL);
    private static final Pattern OF_WEBHOOK = Pattern.compile(
            "^admission webhook \"([^\"]+)\"() denied the request(?:: (.*)| without explanation)?", Pattern.DOTALL);
    private static final Pattern OF_POD_SECURITY = Pattern.compile(
            "^pods? \"[^\"]*\" is forbidden: violates PodSecurity \"([^\":]+):[^\"]*\"(): (.*)", Pattern.DOTALL);
    private static final Pattern OF_QUOTA =
            Pattern.compile("^\\S+ \"[^\"]*\" is forbidden: exceeded quota: ([^,]+),() (.*)", Pattern.DOTALL);

    /**
     * {@return who denied a request; empty if it was not denied, or by something else}
     *
     * @param answer the answer to the request
     */
    public static Optional<AdmissionDenial> of(KubeResponse answer) {
        return Status.parse(answer.body()).flatMap(AdmissionDenial::of);
    }

    /**
     * {@return what would have been denied if the action of a binding were not {@code Warn}}
     *
     * @param answer the answer to the request
     */
    public static List<AdmissionDenial> warned(KubeResponse answer) {
        return answer.headers().getOrDefault("warning", List.of()).stream()
                .flatMap(warning -> match(VALIDATING, OF_WARNING, warning).stream())
                .toList();
    }

    /** A webhook may answer with any causes, but the server puts its own words in front of the message. */
    public static Optional<AdmissionDenial> of(Status status) {
        Optional<AdmissionDenial> webhook = match("Webhook", OF_WEBHOOK, status.message());
        return webhook.or(() -> status.causes().stream()
                        .filter(cause ->
                                cause.reason().isEmpty() && cause.field().isEmpty())
                        .flatMap(cause -> match(VALIDATING, OF_VALIDATING, cause.message())
                                .or(() -> match(MUTATING, OF_MUTATING, cause.message()))
                                .stream())
                        .findFirst())
                .or(() -> match("PodSecurity", OF_POD_SECURITY, status.message()))
                .or(() -> match("ResourceQuota", OF_QUOTA, status.message()));
    }

    private static Optional<AdmissionDenial> match(String kind, Pattern pattern, String text) {
        Matcher found = pattern.matcher(text);
        return found.find()
                ? Optional.of(
                        new AdmissionDenial(kind, found.group(1), orEmpty(found.group(2)), orEmpty(found.group(3))))
                : Optional.empty();
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }

    /**
     * Throws unless something in admission can be called so.
     *
     * @param reference as for {@link #isBy}
     * @throws IllegalArgumentException if its kind is another one
     */
    public static void requireReference(String reference) {
        if (!REFERENCE.matcher(reference).matches()) {
            throw new IllegalArgumentException("\"" + reference + "\" does not say what in admission: write"
                    + " ValidatingAdmissionPolicy NAME, ValidatingAdmissionPolicyBinding NAME, "
                    + "MutatingAdmissionPolicy NAME, MutatingAdmissionPolicyBinding NAME, Webhook NAME, PodSecurity "
                    + "or ResourceQuota NAME");
        }
    }

    /**
     * {@return whether it is by something that a test names}
     *
     * @param reference for example {@code ValidatingAdmissionPolicy release-only},
     *     {@code ValidatingAdmissionPolicyBinding release-only-prod}, {@code Webhook pods.example.com} or
     *     {@code PodSecurity}
     */
    public boolean isBy(String reference) {
        return reference.equals(kind)
                || reference.equals(kind + " " + name)
                || (!binding.isEmpty() && reference.equals(kind + "Binding " + binding));
    }

    /** For example {@code ValidatingAdmissionPolicy release-only with binding release-only-prod}. */
    @Override
    public String toString() {
        return Printable.text(kind + " " + name + (binding.isEmpty() ? "" : " with binding " + binding));
    }

    /**
     * {@return the validations that may have denied it, and the binding, with file and line; empty if no manifest has
     * them}
     *
     * @param access of a user of the cluster in which the manifests are
     */
    public List<String> lines(KubeAccess access) {
        AppliedObjects applied = AppliedObjects.in(access.context().cluster());
        List<String> lines = new ArrayList<>();
        applied.find(new AppliedObjects.Key(GROUP, kind, null, name))
                .ifPresent(policy -> lines.addAll(validations(policy)));
        applied.find(new AppliedObjects.Key(GROUP, kind + "Binding", null, binding))
                .ifPresent(bound -> lines.add("  through " + bound));
        return lines;
    }

    private List<String> validations(ManifestObject policy) {
        List<String> exact = new ArrayList<>();
        List<String> possible = new ArrayList<>();
        List<JsonElement> validations = parts(policy, "validations");
        for (int i = 0; i < validations.size(); i++) {
            JsonElement validation = validations.get(i);
            if (isMessageOf(validation)) {
                exact.add(line(policy, "validation", "validations", i, "expression"));
            } else if (!Json.text(validation, "messageExpression").isEmpty()) {
                possible.add(line(policy, "validation", "validations", i, "expression"));
            }
        }
        List<JsonElement> annotations = parts(policy, "auditAnnotations");
        for (int i = 0; i < annotations.size(); i++) {
            if (isErrorOf(Json.text(annotations.get(i), "valueExpression").strip())) {
                exact.add(line(policy, "audit annotation", "auditAnnotations", i, "valueExpression"));
            }
        }
        return exact.isEmpty() ? possible : exact;
    }

    private static List<JsonElement> parts(ManifestObject policy, String field) {
        return Json.list(Json.object(policy.json(), "spec"), field);
    }

    private String line(ManifestObject policy, String what, String field, int index, String expression) {
        return what + " " + (index + 1) + " of " + kind + " " + name + " ("
                + policy.nearestOrigin("spec." + field + "[" + index + "]." + expression) + "): "
                + Json.text(parts(policy, field).get(index), expression).strip();
    }

    private boolean isMessageOf(JsonElement validation) {
        String expression = Json.text(validation, "expression").strip();
        return message.equals(Json.text(validation, "message").strip())
                || message.equals("failed expression: " + expression)
                || isErrorOf(expression);
    }

    private boolean isErrorOf(String expression) {
        return message.startsWith("expression '" + expression + "' resulted in error");
    }
}
