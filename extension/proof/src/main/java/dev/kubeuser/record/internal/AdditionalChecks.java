// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.record.internal;

import com.google.gson.JsonObject;
import dev.kubeuser.access.internal.Impersonation;
import dev.kubeuser.access.internal.RequestListener.ExpectedOutcome;
import dev.kubeuser.base.internal.Json;
import dev.kubeuser.manifest.ManifestObject;
import dev.kubeuser.query.internal.KnownVerbs;
import dev.kubeuser.rbac.RbacRule;
import dev.kubeuser.rbac.RoleReference;
import dev.kubeuser.rbac.ServerFeature;
import dev.kubeuser.record.internal.FurtherNeeds.WrittenRole;
import dev.kubeuser.request.RequestAttributes;
import dev.kubeuser.request.ResourceAttributes;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What authorized requests needed in addition: their content, the creation of an object, and admission policies may
 * need more permissions than the request itself. Not thread-safe.
 *
 * @see <a
 *     href="https://kubernetes.io/docs/reference/access-authn-authz/rbac/#privilege-escalation-prevention-and-bootstrapping">Privilege
 *     escalation prevention</a>
 */
final class AdditionalChecks {

    private static final String ADMISSION = "admissionregistration.k8s.io";
    private static final String ANY = "*";

    private final ApiServer server;

    /** The rules of the roles that users wrote last. They may be gone when the cluster's policy is read. */
    private final Map<RoleReference, List<RbacRule>> roles = new Latest<>();

    /** The kinds of the parameters of the last admission policies. */
    private final Map<String, JsonObject> parameters = new Latest<>();

    /** What was written last: the log of a cluster may have any number. */
    private static final class Latest<K, V> extends LinkedHashMap<K, V> {

        private static final long serialVersionUID = 1L;
        private static final int MAX = 10_000;

        @Override
        protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
            return size() > MAX;
        }
    }

    AdditionalChecks(ApiServer server) {
        this.server = server;
    }

    /** Notes an admission policy that is in force. */
    void note(ManifestObject object) {
        if (object.group().equals(ADMISSION)) {
            note(object.kind(), object.json());
        }
    }

    private void note(String kind, JsonObject policy) {
        parameters.put(
                kind + " " + Json.text(Json.object(policy, "metadata"), "name"),
                Json.object(Json.object(policy, "spec"), "paramKind"));
    }

    /**
     * Returns what a request needed besides its own authorization.
     *
     * @param questions what admission policies in force ask authorizers
     * @param expected what assertions expect of the request
     */
    List<AdditionalCheck> of(
            AttributedRequest observed, Collection<AdmissionQuestion> questions, Set<ExpectedOutcome> expected) {
        List<AdditionalCheck> found = new ArrayList<>();
        Impersonation headers = observed.impersonation();
        if (headers != null) { // which was passed, since the record has it
            found.add(new AdditionalCheck.OneWay(
                    observed.test(),
                    headers.sender(),
                    !expected.isEmpty() && !expected.equals(Set.of(ExpectedOutcome.FORBIDDEN)),
                    server.impersonation(headers, observed.request(), observed.constraint()),
                    null,
                    "",
                    false));
        }
        if (Boolean.TRUE.equals(observed.allowed())) {
            boolean isAsserted = observed.isSuccess() && expected.contains(ExpectedOutcome.SUCCESS);
            server.needs(observed)
                    .ifPresent(further -> new Authorized(observed, further, isAsserted, found).addAll(questions));
        }
        return found;
    }

    /** A request for a resource that was authorized, and what it needed. */
    private final class Authorized {

        private final AttributedRequest observed;
        private final FurtherNeeds further;
        private final ResourceAttributes request;

        /** Whether the test would fail if an additional check failed. */
        private final boolean isAsserted;

        private final List<AdditionalCheck> found;

        Authorized(AttributedRequest observed, FurtherNeeds further, boolean isAsserted, List<AdditionalCheck> found) {
            this.observed = observed;
            this.further = further;
            this.request = further.request();
            this.isAsserted = isAsserted;
            this.found = found;
        }

        void addAll(Collection<AdmissionQuestion> questions) {
            addCreate();
            if (observed.ignoresReadErrors() && !observed.isRefusal()) {
                add(request.withVerb(KnownVerbs.UNSAFE_DELETE), true);
            }
            if (further.isWrite() && observed.isPastAdditionalCheck()) {
                addOfPolicy();
            }
            if (observed.isSuccess()) {
                questions.stream()
                        .flatMap(question -> question.rights(observed.test(), observed.user(), request))
                        .forEach(found::add);
                if (further.isWrite()) {
                    addOfOwners();
                    addOfParameters();
                    addOfClaims();
                }
            }
        }

        /**
         * Adds the check of a PUT or an apply that creates, and of a stream by GET. An administrator may have switched
         * off the check of streams.
         */
        private void addCreate() {
            boolean isStream = further.isStreamByGet() && !observed.isRefusal();
            if (isStream || (observed.isCreation() && further.mayCreate())) {
                add(further.create(), isStream);
            }
        }

        private void addOfPolicy() {
            if (further.isOfRole()) {
                Optional<WrittenRole> role = further.writtenRole();
                role.filter(written -> observed.isSuccess() && !written.isAggregated())
                        .ifPresent(written -> roles.put(written.id(), written.rules()));
                add(further.escalate(), role.map(WrittenRole::held), null, isUpdate() || role.isEmpty());
            } else if (further.isOfBinding()) {
                further.boundRole().ifPresentOrElse(this::addOfBinding, this::addOfUnknownBinding);
            } else if (observed.isSuccess()) {
                addOfSigner();
            }
        }

        private void addOfBinding(RoleReference role) {
            Optional<List<RbacRule>> rules = Optional.ofNullable(roles.get(role));
            add(further.bind(role), rules, rules.isEmpty() ? role : null, isUpdate());
        }

        /** A log without bodies does not have the role. */
        private void addOfUnknownBinding() {
            if (observed.object() == null) {
                for (String roles : List.of("roles", "clusterroles")) {
                    addHeld("bind", request.apiGroup(), roles, request.namespace(), false);
                }
            }
        }

        private void addOfSigner() {
            List<List<RequestAttributes>> ways =
                    further.signer().stream().map(List::of).toList();
            if (!ways.isEmpty()) {
                add(ways, null, isUpdate() && !request.subresource().equals("approval"));
            } else if (observed.object() == null) {
                further.signerVerb().ifPresent(verb -> addHeld(verb, request.apiGroup(), "signers", "", false));
            }
        }

        /**
         * Whether the admission plugin OwnerReferencesPermissionEnforcement is on cannot be seen, nor can the owners in
         * what other programs write.
         */
        private void addOfOwners() {
            further.finalizers().forEach(finalizers -> add(finalizers, true));
            if (isUpdate()) {
                further.deleteOfOwned().ifPresent(delete -> add(delete, true));
            }
            Stream.of(request.namespace(), "")
                    .distinct()
                    .forEach(place -> addHeld("update", ANY, "*/finalizers", place, true));
        }

        /** A user who writes or binds an admission policy must be allowed to read its parameters. */
        private void addOfParameters() {
            if (!request.apiGroup().equals(ADMISSION) || !request.resource().contains("admissionpolic")) {
                return;
            }
            boolean isMutating = request.resource().startsWith("mutating");
            String kind = isMutating ? "MutatingAdmissionPolicy" : "ValidatingAdmissionPolicy";
            JsonObject object = observed.object();
            JsonObject spec = Json.object(object, "spec");
            if (object == null) {
                addHeld(List.of("get", "list"), ANY, ANY, "", false);
            } else if (!request.resource().endsWith("bindings")) {
                note(kind, object);
                JsonObject paramKind = Json.object(spec, "paramKind");
                if (!paramKind.isEmpty()) {
                    addReading("get", paramKind, "", "");
                }
            } else if (spec.has("paramRef")) {
                JsonObject parameter = Json.object(spec, "paramRef");
                String name = Json.text(parameter, "name");
                JsonObject paramKind = parameters.get(kind + " " + Json.text(spec, "policyName"));
                addReading(name.isEmpty() ? "list" : "get", paramKind, Json.text(parameter, "namespace"), name);
            }
        }

        /** Of a kind that is not known, or not to the cluster, any resource may be meant. */
        private void addReading(String verb, @Nullable JsonObject paramKind, String namespace, String name) {
            ResourceAttributes parameter = paramKind == null || paramKind.isEmpty()
                    ? ResourceAttributes.of(verb, ANY, ANY)
                    : server.resource(
                            verb, Json.text(paramKind, "apiVersion"), Json.text(paramKind, "kind"), namespace);
            if (parameter.resource().equals(ANY)) {
                addHeld(verb, parameter.apiGroup(), ANY, namespace, false);
            } else {
                add(parameter.named(name), isUpdate());
            }
        }

        private void addOfClaims() {
            if (server.features().contains(ServerFeature.RESOURCE_CLAIM_STATUS)
                    && request.apiGroup().equals("resource.k8s.io")
                    && request.resourceInRules().equals("resourceclaims/status")) {
                add(request.subresource("binding").in("").named(""), true);
                List<String> verbs = List.of("arbitrary-node:" + request.verb(), "associated-node:" + request.verb());
                addHeld(verbs, request.apiGroup(), "resourceclaims/driver", request.namespace(), false);
            }
        }

        private boolean isUpdate() {
            return !request.verb().equals("create") && !observed.isCreation();
        }

        private void add(RequestAttributes right, boolean mayBeSkipped) {
            add(List.of(List.of(right)), null, mayBeSkipped);
        }

        /** Adds a right, or else to hold rules, or those of a role. */
        private void add(
                RequestAttributes right,
                Optional<List<RbacRule>> rules,
                @Nullable RoleReference role,
                boolean mayBeSkipped) {
            List<List<RequestAttributes>> ways = new ArrayList<>(List.of(List.of(right)));
            rules.ifPresent(held -> ways.add(AdditionalCheck.asRequests(held, request.namespace())));
            add(ways, role, mayBeSkipped);
        }

        private void add(List<List<RequestAttributes>> ways, @Nullable RoleReference role, boolean mayBeSkipped) {
            found.add(new AdditionalCheck.OneWay(
                    observed.test(), observed.user(), isAsserted, ways, role, request.namespace(), mayBeSkipped));
        }

        private void addHeld(String verb, String apiGroup, String resource, String namespace, boolean isNamed) {
            addHeld(List.of(verb), apiGroup, resource, namespace, isNamed);
        }

        /** Adds rights of which nothing more is known. */
        private void addHeld(List<String> verbs, String apiGroup, String resource, String namespace, boolean isNamed) {
            RbacRule bounds = AdditionalCheck.bounds(verbs, List.of(apiGroup), List.of(resource));
            found.add(new AdditionalCheck.AnyHeld(observed.test(), observed.user(), bounds, namespace, isNamed));
        }
    }
}
