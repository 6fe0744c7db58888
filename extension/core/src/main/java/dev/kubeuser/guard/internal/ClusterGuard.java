package dev.kubeuser.guard.internal;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.access.KubeResponse;
import dev.kubeuser.access.internal.ClusterContext;
import dev.kubeuser.access.internal.ObservedRequest;
import dev.kubeuser.cluster.internal.ApiRequests;
import dev.kubeuser.discovery.internal.DiscoveredResource;
import dev.kubeuser.discovery.internal.ResourceName;
import dev.kubeuser.dryrun.DryRun;
import dev.kubeuser.dryrun.internal.AdmissionDenial;
import dev.kubeuser.rbac.ResourceAttributes;
import dev.kubeuser.rbac.UserInfo;
import dev.kubeuser.rbac.escalation.AdmissionGuard;
import dev.kubeuser.review.AccessQuery;
import io.kubernetes.client.openapi.ApiException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What in admission guards a cluster. A policy from a file may protect it, so a dry run as the user asks about each change
 * that is authorized. Not thread-safe.
 */
final class ClusterGuard implements AdmissionGuard {

    private static final Set<String> CHANGES = Set.of("update", "patch", "delete", "deletecollection");

    /** A member of a group, whoever it is. */
    private static final String ANYBODY = "kubeuser-dry-run";

    /** Merge patches that make objects of admission harmless. */
    private static final Map<String, String> HARMLESS = Map.of(
            "validatingadmissionpolicies", "{\"spec\": {\"validations\": [{\"expression\": \"true\"}]}}",
            "validatingadmissionpolicybindings", "{\"spec\": {\"validationActions\": [\"Audit\"]}}",
            "mutatingadmissionpolicies", "{\"spec\": {\"failurePolicy\": \"Ignore\"}}",
            "validatingwebhookconfigurations", "{\"webhooks\": null}",
            "mutatingwebhookconfigurations", "{\"webhooks\": null}");

    private final ClusterContext context;
    private final String name;
    private final List<Way> ways;
    private final StaticPolicies files;
    private final Map<Change, Boolean> answers = new HashMap<>();

    private record Change(UserInfo user, ResourceAttributes request) {}

    ClusterGuard(ClusterContext context, String name, List<Way> ways) {
        this.context = context;
        this.name = name;
        this.ways = List.copyOf(ways);
        this.files = new StaticPolicies(context.cluster().adminRequests());
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public List<Way> ways() {
        return ways;
    }

    @Override
    public boolean isKeptFrom(UserInfo user, ResourceAttributes request) {
        return CHANGES.contains(request.verb()) && answers.computeIfAbsent(new Change(user, request), this::isRefused);
    }

    private boolean isRefused(Change change) {
        ResourceAttributes request = change.request();
        ResourceName name =
                ResourceName.of(request.apiGroup(), request.resource()).subresource(request.subresource());
        Optional<DiscoveredResource> resource = context.discovery().get().find(name);
        if (resource.isEmpty()) {
            return false;
        }
        try (KubeAccess admin = KubeAccess.admin(context.cluster());
                KubeAccess user = admin.impersonating(
                        change.user().name().isEmpty() ? ANYBODY : change.user().name(),
                        change.user().groups().toArray(String[]::new))) {
            return AdmissionDenial.of(send(user, request, resource.get()))
                    .filter(files::have)
                    .isPresent();
        }
    }

    private KubeResponse send(KubeAccess user, ResourceAttributes request, DiscoveredResource resource) {
        if (request.verb().equals("deletecollection")) {
            KubeResponse answer = user.request(
                    "DELETE",
                    "/" + collection(request, resource) + "?dryRun=All&fieldSelector=metadata.name%3D" + request.name(),
                    null);
            ObservedRequest.probed(answer);
            return answer;
        }
        AccessQuery query =
                AccessQuery.verb(request.verb(), resource.name().toString()).named(request.name());
        return DryRun.of(user)
                .send(resource.isNamespaced() ? query.in(request.namespace()) : query, content(request, resource));
    }

    private static String collection(ResourceAttributes request, DiscoveredResource resource) {
        return resource.basePath()
                + (resource.isNamespaced() ? "/namespaces/" + request.namespace() : "")
                + "/" + request.resource();
    }

    /** A change of what is not of admission's own group changes nothing: what is harmless, only a policy knows. */
    private String content(ResourceAttributes request, DiscoveredResource resource) {
        String patch = HARMLESS.getOrDefault(request.resource(), "{}");
        if (!request.verb().equals("update")) {
            return request.verb().equals("patch") ? patch : "";
        }
        ApiRequests admin = context.cluster().adminRequests();
        try {
            JsonObject object = admin.get(admin.url(collection(request, resource), request.name()));
            merge(object, JsonParser.parseString(patch).getAsJsonObject());
            return object.toString();
        } catch (ApiException gone) {
            return "";
        }
    }

    private static void merge(JsonObject object, JsonObject patch) {
        patch.entrySet().forEach(part -> {
            if (part.getValue() instanceof JsonObject inner && object.get(part.getKey()) instanceof JsonObject outer) {
                merge(outer, inner);
            } else {
                object.add(part.getKey(), part.getValue());
            }
        });
    }
}
