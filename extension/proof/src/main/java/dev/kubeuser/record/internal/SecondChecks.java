package dev.kubeuser.record.internal;

import com.google.gson.JsonObject;
import dev.kubeuser.access.internal.ExpectedOutcome;
import dev.kubeuser.base.internal.JsonParts;
import dev.kubeuser.manifest.ManifestObject;
import dev.kubeuser.rbac.RbacRule;
import dev.kubeuser.rbac.RoleReference;
import dev.kubeuser.rbac.ServerFeature;
import dev.kubeuser.request.RequestAttributes;
import dev.kubeuser.request.ResourceAttributes;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What authorized requests needed besides: their content, the creation of an object, and policies of admission may need more
 * permissions than the request itself.
 *
 * @param server the API server
 * @param roles the roles written so far
 * @param parameters the kinds of the parameters of the policies of admission so far
 * @see <a
 *     href="https://kubernetes.io/docs/reference/access-authn-authz/rbac/#privilege-escalation-prevention-and-bootstrapping">Privilege
 *     escalation prevention</a>
 */
record SecondChecks(FurtherNeeds.Server server, WrittenRoles roles, Map<String, JsonObject> parameters) {

    private static final String ADMISSION = "admissionregistration.k8s.io";
    private static final String ANY = "*";

    SecondChecks(FurtherNeeds.Server server) {
        this(server, new WrittenRoles(), new HashMap<>());
    }

    /** Notes a policy of admission that is in force. */
    void note(ManifestObject object) {
        if (object.group().equals(ADMISSION)) {
            note(object.kind(), object.json());
        }
    }

    private void note(String kind, JsonObject policy) {
        parameters.put(
                kind + " " + JsonParts.text(JsonParts.object(policy, "metadata"), "name"),
                JsonParts.object(JsonParts.object(policy, "spec"), "paramKind"));
    }

    /**
     * Returns what a request needed besides its own authorization.
     *
     * @param questions what policies of admission in force ask authorizers
     * @param expected what assertions expect of the request
     */
    List<FurtherNeed> of(
            AttributedRequest observed, Collection<AdmissionQuestion> questions, Set<ExpectedOutcome> expected) {
        List<FurtherNeed> checks = new ArrayList<>();
        impersonation(observed, expected).ifPresent(checks::add);
        if (Boolean.TRUE.equals(observed.allowed())) {
            boolean isAsserted = observed.isSuccess() && expected.contains(ExpectedOutcome.SUCCESS);
            server.needs(observed).ifPresent(needs -> add(new Request(observed, needs, isAsserted), questions, checks));
        }
        return checks;
    }

    private void add(Request request, Collection<AdmissionQuestion> questions, List<FurtherNeed> checks) {
        AttributedRequest observed = request.observed();
        boolean isWrite = request.needs().isWrite();
        create(request).ifPresent(checks::add);
        if (isWrite && observed.isPastSecondCheck()) {
            object(request).ifPresent(checks::add);
        }
        if (observed.isSuccess()) {
            questions.stream()
                    .flatMap(question -> question.rights(observed.test(), observed.user(), request.attributes()))
                    .forEach(checks::add);
            if (isWrite) {
                addOfContent(request, checks);
            }
        }
    }

    /** Adds what the content of a written object needed. */
    private void addOfContent(Request request, List<FurtherNeed> checks) {
        ResourceAttributes written = request.attributes();
        addOfOwners(request, checks);
        if (written.apiGroup().equals(ADMISSION) && written.resource().contains("admissionpolic")) {
            addOfParameters(request, checks);
        }
        if (server.features().contains(ServerFeature.RESOURCE_CLAIM_STATUS)
                && written.apiGroup().equals("resource.k8s.io")
                && written.resourceInRules().equals("resourceclaims/status")) {
            checks.add(request.need(written.subresource("binding").in("").named(""), true));
            List<String> verbs = List.of("arbitrary-node:" + written.verb(), "associated-node:" + written.verb());
            checks.add(request.rights(verbs, written.apiGroup(), "resourceclaims/driver", written.namespace(), false));
        }
    }

    /**
     * Whether the admission plugin OwnerReferencesPermissionEnforcement is on cannot be seen, nor can the owners in what
     * other programs write.
     */
    private void addOfOwners(Request request, List<FurtherNeed> checks) {
        String namespace = request.attributes().namespace();
        request.needs().finalizers().forEach(finalizers -> checks.add(request.need(finalizers, true)));
        Stream.of(namespace, "")
                .distinct()
                .map(place -> request.rights(List.of("update"), ANY, "*/finalizers", place, true))
                .forEach(checks::add);
    }

    /** Whoever writes a policy of admission must be allowed to read its parameters; so must who binds it. */
    private void addOfParameters(Request request, List<FurtherNeed> checks) {
        String resource = request.attributes().resource();
        String kind = resource.startsWith("mutating") ? "MutatingAdmissionPolicy" : "ValidatingAdmissionPolicy";
        JsonObject object = request.observed().object();
        JsonObject spec = JsonParts.object(object, "spec");
        if (object == null) {
            checks.add(request.rights(List.of("get", "list"), ANY, ANY, "", false));
        } else if (!resource.endsWith("bindings")) {
            note(kind, object);
            reading(request, "get", JsonParts.object(spec, "paramKind"), "", "").ifPresent(checks::add);
        } else if (spec.has("paramRef")) {
            JsonObject parameter = JsonParts.object(spec, "paramRef");
            String name = JsonParts.text(parameter, "name");
            String namespace = JsonParts.text(parameter, "namespace");
            String verb = name.isEmpty() ? "list" : "get";
            JsonObject paramKind = parameters.get(kind + " " + JsonParts.text(spec, "policyName"));
            checks.add((paramKind == null
                            ? Optional.<FurtherNeed>empty()
                            : reading(request, verb, paramKind, namespace, name))
                    .orElseGet(() -> request.rights(List.of(verb), ANY, ANY, namespace, false)));
        }
    }

    /** Empty without a kind. Of a kind that the cluster does not know, any resource of its API group may be meant. */
    private Optional<FurtherNeed> reading(
            Request request, String verb, JsonObject paramKind, String namespace, String name) {
        if (paramKind.isEmpty()) {
            return Optional.empty();
        }
        ResourceAttributes parameter = server.resource(
                verb, JsonParts.text(paramKind, "apiVersion"), JsonParts.text(paramKind, "kind"), namespace);
        return Optional.of(
                parameter.resource().equals(ANY)
                        ? request.rights(List.of(verb), parameter.apiGroup(), ANY, namespace, false)
                        : request.need(parameter.named(name), request.isUpdate()));
    }

    /** Returns the check for impersonation, which was passed if the record has it. */
    private Optional<FurtherNeed> impersonation(AttributedRequest observed, Set<ExpectedOutcome> expected) {
        return Optional.ofNullable(observed.impersonation())
                .map(headers -> new FurtherNeed.OneWay(
                        observed.test(),
                        headers.sender(),
                        !expected.isEmpty() && !expected.equals(Set.of(ExpectedOutcome.FORBIDDEN)),
                        server.impersonation(headers, observed.request(), observed.constraint()),
                        null,
                        "",
                        false));
    }

    /**
     * Checks {@code create} for a PUT or an apply that creates, and for a stream by GET. An administrator may have switched
     * off the check of streams.
     */
    private static Optional<FurtherNeed> create(Request request) {
        boolean isCreation = request.observed().isCreation() && request.needs().mayCreate();
        boolean isStream =
                request.needs().isStreamByGet() && !request.observed().isRefusal();
        return isCreation || isStream
                ? Optional.of(request.need(request.needs().create(), isStream))
                : Optional.empty();
    }

    private Optional<FurtherNeed> object(Request request) {
        if (request.needs().isOfRole()) {
            return Optional.of(role(request));
        }
        return request.needs().isOfBinding() ? binding(request) : signer(request);
    }

    private FurtherNeed role(Request request) {
        Optional<List<RbacRule>> written = roles.written(
                request.attributes(),
                request.observed().object(),
                request.observed().isSuccess());
        List<List<RequestAttributes>> ways = new ArrayList<>();
        ways.add(List.of(request.needs().escalate()));
        written.ifPresent(rules ->
                ways.add(FurtherNeed.asRequests(rules, request.attributes().namespace())));
        return request.check(ways, null, request.isUpdate() || written.isEmpty());
    }

    private Optional<FurtherNeed> binding(Request request) {
        return request.needs().boundRole().map(role -> {
            List<List<RequestAttributes>> ways = new ArrayList<>();
            ways.add(List.of(request.needs().bind(role)));
            Optional<List<RbacRule>> written = roles.rules(role);
            written.ifPresent(rules ->
                    ways.add(FurtherNeed.asRequests(rules, request.attributes().namespace())));
            return request.check(ways, written.isEmpty() ? role : null, request.isUpdate());
        });
    }

    private static Optional<FurtherNeed> signer(Request request) {
        List<List<RequestAttributes>> ways =
                request.needs().signer().stream().map(List::of).toList();
        boolean isApproval = request.attributes().subresource().equals("approval");
        return ways.isEmpty() || !request.observed().isSuccess()
                ? Optional.empty()
                : Optional.of(request.check(ways, null, !isApproval && request.isUpdate()));
    }

    /**
     * A request for a resource that was authorized.
     *
     * @param observed the request
     * @param needs what it may have needed besides
     * @param isAsserted whether the test would fail if a second check failed
     */
    private record Request(AttributedRequest observed, FurtherNeeds needs, boolean isAsserted) {

        ResourceAttributes attributes() {
            return needs.request();
        }

        boolean isUpdate() {
            return !attributes().verb().equals("create") && !observed().isCreation();
        }

        FurtherNeed check(List<List<RequestAttributes>> ways, @Nullable RoleReference heldRole, boolean mayBeSkipped) {
            return new FurtherNeed.OneWay(
                    observed.test(),
                    observed.user(),
                    isAsserted,
                    ways,
                    heldRole,
                    attributes().namespace(),
                    mayBeSkipped);
        }

        /** The need of a single right. */
        FurtherNeed need(RequestAttributes right, boolean mayBeSkipped) {
            return check(List.of(List.of(right)), null, mayBeSkipped);
        }

        /** The need of rights of which nothing tells more. */
        FurtherNeed rights(List<String> verbs, String apiGroup, String resource, String namespace, boolean isNamed) {
            return new FurtherNeed.AnyHeld(
                    observed.test(),
                    observed.user(),
                    FurtherNeed.bounds(verbs, List.of(apiGroup), List.of(resource)),
                    namespace,
                    isNamed);
        }
    }
}
