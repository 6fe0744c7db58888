package dev.kubeuser.guard.internal;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.kubeuser.access.internal.ClusterContext;
import dev.kubeuser.base.internal.JsonParts;
import dev.kubeuser.dryrun.internal.AdmissionDenial;
import dev.kubeuser.manifest.ManifestObject;
import dev.kubeuser.manifest.Manifests;
import dev.kubeuser.rbac.escalation.AdmissionGuard;
import dev.kubeuser.rbac.escalation.AdmissionGuard.Way;
import dev.kubeuser.review.AccessQueryException;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Finds in a cluster what in admission guards it. Asks the administrator. */
public final class AdmissionGuards {

    private static final String BINDING = "Binding";
    private static final String POD_SECURITY = "PodSecurity";
    private static final Set<String> ENFORCED = Set.of("baseline", "restricted");

    private static final String IN_A_FILE =
            " in its API. If the API server has it from a file, name that as well: cannotBypass(guard, Manifests.load(file))";

    private final ClusterContext context;
    private final AdmissionObjects objects;

    private AdmissionGuards(ClusterContext context, List<ManifestObject> files) {
        this.context = context;
        this.objects = new AdmissionObjects(context, files);
    }

    /** {@return those that the API shows} */
    public static AdmissionGuards in(ClusterContext context) {
        return new AdmissionGuards(context, List.of());
    }

    /**
     * {@return those that the API server has from files, which its API does not show}
     *
     * @param files the same files
     */
    public static AdmissionGuards in(ClusterContext context, Manifests files) {
        return new AdmissionGuards(context, files.objects());
    }

    /**
     * {@return what a test names, with the ways to bypass it}
     *
     * @param reference as for {@link AdmissionDenial#isBy}
     * @throws AccessQueryException if the cluster has nothing of that name, or it is not in force
     */
    public AdmissionGuard find(String reference) {
        AdmissionDenial.requireReference(reference);
        String[] parts = reference.split(" ", 2);
        List<Way> ways = switch (parts[0]) {
            case POD_SECURITY -> podSecurity();
            case "Webhook" -> webhook(parts[1]);
            case "ResourceQuota" ->
                throw new IllegalArgumentException(
                        "What bypasses a ResourceQuota is not searched for: ask about its requests, as in"
                                + " cannot(update(\"resourcequotas\"))");
            default -> policy(parts[0], parts[1]);
        };
        return new ClusterGuard(context, reference, ways);
    }

    private List<Way> podSecurity() {
        List<GuardObject> enforcing = objects.namespaces().stream()
                .filter(namespace ->
                        ENFORCED.contains(namespace.labels().getOrDefault("pod-security.kubernetes.io/enforce", "")))
                .toList();
        if (enforcing.isEmpty()) {
            throw missing(
                    "No namespace of the cluster has the label pod-security.kubernetes.io/enforce with baseline or"
                            + " restricted");
        }
        return enforcing.stream()
                .flatMap(namespace -> Stream.concat(
                        namespace.relabelled("takes Pod Security off " + namespace.title() + ", by its labels"),
                        namespace.recreated("deletes " + namespace.title() + ", and creates it without Pod Security")))
                .toList();
    }

    private List<Way> webhook(String name) {
        List<WebhookGuard> webhooks = Stream.of("ValidatingWebhookConfiguration", "MutatingWebhookConfiguration")
                .flatMap(kind -> webhooks(kind, name))
                .toList();
        if (webhooks.isEmpty()) {
            throw missing(source() + " no webhook " + name);
        }
        return webhooks.stream().flatMap(webhook -> webhook.ways().stream()).toList();
    }

    private Stream<WebhookGuard> webhooks(String kind, String name) {
        return objects.ofAdmission(kind).stream()
                .flatMap(configuration -> JsonParts.list(configuration, "webhooks").stream()
                        .filter(webhook -> JsonParts.text(webhook, "name").equals(name))
                        .map(webhook -> new WebhookGuard(objects.ofAdmission(kind, configuration), webhook, objects)));
    }

    private List<Way> policy(String kindOrBinding, String name) {
        if (objects.areOfFiles() && !StaticPolicies.mayBe(name)) {
            throw new AccessQueryException(
                    "An API server takes a policy or binding from a file only if its name ends in " + StaticPolicies.END
                            + ", and not " + name + ": leave out the files to ask about that of the cluster");
        }
        boolean isBinding = kindOrBinding.endsWith(BINDING);
        String kind = isBinding ? kindOrBinding.substring(0, kindOrBinding.length() - BINDING.length()) : kindOrBinding;
        List<JsonObject> bindings = objects.ofAdmission(kind + BINDING).stream()
                .filter(binding -> (isBinding ? AdmissionObjects.name(binding) : policyName(binding)).equals(name))
                .toList();
        JsonObject policy = objects.ofAdmission(kind).stream()
                .filter(each -> isBinding
                        ? bindings.stream()
                                .anyMatch(binding -> policyName(binding).equals(AdmissionObjects.name(each)))
                        : AdmissionObjects.name(each).equals(name))
                .findFirst()
                .orElseThrow(() -> missing(source() + " no " + kindOrBinding + " " + name
                        + (isBinding ? " with a policy" : "")
                        + (StaticPolicies.mayBe(name) && !objects.areOfFiles() ? IN_A_FILE : "")));
        List<JsonObject> inForce =
                bindings.stream().filter(AdmissionGuards::isInForce).toList();
        if (inForce.isEmpty()) {
            throw missing("No binding of " + kindOrBinding + " " + name + " denies anything");
        }
        return new PolicyGuard(kind, policy, inForce, objects).ways();
    }

    private String source() {
        return objects.areOfFiles() ? "The files have" : "The cluster has";
    }

    private static String policyName(JsonObject binding) {
        return JsonParts.text(JsonParts.object(binding, "spec"), "policyName");
    }

    /** A binding that only warns or audits stops nothing; those of mutating policies have no actions. */
    private static boolean isInForce(JsonObject binding) {
        List<JsonElement> actions = JsonParts.list(JsonParts.object(binding, "spec"), "validationActions");
        return actions.isEmpty()
                || actions.stream().anyMatch(action -> action.getAsString().equals("Deny"));
    }

    private static AccessQueryException missing(String what) {
        return new AccessQueryException(what + ". So there is nothing to bypass: is it spelled right?");
    }
}
