// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.record.internal;

import dev.kubeuser.access.internal.Impersonation;
import dev.kubeuser.question.Refusal;
import dev.kubeuser.rbac.NearMiss.Difference;
import dev.kubeuser.rbac.RbacBinding;
import dev.kubeuser.rbac.RbacPolicy;
import dev.kubeuser.rbac.RoleReference;
import dev.kubeuser.rbac.UserInfo;
import dev.kubeuser.request.RequestAttributes;
import dev.kubeuser.request.ResourceAttributes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Reads what was refused, and what was missing, from the reports of clients and the audit log. Thread-safe.
 *
 * @param server the API server
 * @param policyAt the policy under test at a time
 */
record RefusalReader(ApiServer server, Function<Instant, RbacPolicy> policyAt) {

    /** The message about a namespace that ends, which takes no new objects. */
    private static final String TERMINATING = "because it is being terminated";

    private static final Pattern IMPERSONATED =
            Pattern.compile("(?:^\\S+ \"([^\"]*)\" is forbidden: )?.* cannot (impersonate(?::\\S+)?)"
                    + " resource \"([^\"]+)\" in API group \"([^\"]*)\"(?: in the namespace \"([^\"]+)\")?");

    /** A message in the words of constrained impersonation, which name the request instead of the impersonated user. */
    private static final String AS_SERVICE_ACCOUNT = " cannot impersonate-on:serviceaccount:";

    private static final String IMPERSONATE = "impersonate";
    private static final Pattern SIGNED =
            Pattern.compile("user not permitted to (approve|sign|attest) .*signerName \"([^\"]+)\"");
    private static final String UNDELETABLE = "cannot set an ownerRef on a resource you can't delete";
    private static final String AUTHENTICATION = "authentication.k8s.io";

    /**
     * A request of a subject under test that was answered with 403, or a review that found too little.
     *
     * @param observed the request
     * @param user the user that may not do it
     * @param cause what refused it
     * @param missing what no authorizer allowed, at least one: the request, or what it needed too
     * @param authorizer the name of the webhook authorizer that denied it; empty if none did
     */
    record Refused(
            AttributedRequest observed,
            UserInfo user,
            Denial.Cause cause,
            List<RequestAttributes> missing,
            String authorizer) {

        Denial.Kind kind() {
            return new Denial.Kind(observed.test(), user.name(), observed.request(), cause, missing);
        }

        /** Whether no rule is missing: a namespace is ending, which is a matter of time. */
        boolean isOfEndingNamespace() {
            return cause == Denial.Cause.ADMISSION && observed.message().contains(TERMINATING);
        }

        /** The name of the object that the subject has no permission for; empty if there is none. */
        String name() {
            return Denial.name(missing.get(0));
        }
    }

    /** Returns what was refused; empty if nothing was, or if the answer does not show what refused it. */
    Optional<Refused> read(AttributedRequest observed) {
        AccessReview review = observed.review();
        List<RequestAttributes> lacking = review == null ? List.of() : review.lackingForElection();
        if (!lacking.isEmpty()) {
            return Optional.of(new Refused(observed, observed.user(), Denial.Cause.REVIEW, lacking, ""));
        }
        Refusal refusal = observed.refusal();
        return refusal == null || observed.user().equals(UserInfo.anonymous())
                ? Optional.empty()
                : cause(observed, refusal).map(cause -> refused(observed, cause));
    }

    private static Optional<Denial.Cause> cause(AttributedRequest observed, Refusal refusal) {
        if (Boolean.FALSE.equals(observed.allowed())) {
            return Optional.of(Denial.Cause.AUTHORIZATION);
        }
        return switch (refusal) {
            case AUTHORIZATION ->
                Optional.of(
                        observed.allowed() == null
                                        && observed.message()
                                                .contains(" cannot "
                                                        + observed.request().verb() + " ")
                                ? Denial.Cause.AUTHORIZATION
                                : Denial.Cause.CREATE);
            case IMPERSONATION -> Optional.of(Denial.Cause.IMPERSONATION);
            case ESCALATION -> Optional.of(Denial.Cause.ESCALATION);
            case SIGNER -> Optional.of(Denial.Cause.SIGNER);
            case OWNER -> Optional.of(Denial.Cause.OWNER);
            case ADMISSION -> Optional.of(Denial.Cause.ADMISSION);
            case UNKNOWN -> Optional.empty();
        };
    }

    private Refused refused(AttributedRequest observed, Denial.Cause found) {
        String webhook = found == Denial.Cause.AUTHORIZATION
                ? server.webhook(observed.user(), observed.request()).orElse("")
                : "";
        Denial.Cause cause = webhook.isEmpty() ? found : Denial.Cause.AUTHORIZER;
        UserInfo checked = cause == Denial.Cause.IMPERSONATION ? observed.sender() : observed.user();
        List<RequestAttributes> missing = new MissingAccess(this, observed, checked).of(cause);
        return new Refused(observed, checked, cause, missing, webhook);
    }

    /**
     * Finds what no authorizer allowed, where that is more than the request itself. The server names at most one thing.
     * The policy shows the rest: what the subject already has is not missing.
     *
     * @param refused the refused request
     * @param user who was checked: of impersonation the sender
     */
    private record MissingAccess(RefusalReader reader, AttributedRequest refused, UserInfo user) {

        List<RequestAttributes> of(Denial.Cause cause) {
            return switch (cause) {
                case ADMISSION, AUTHORIZER, REVIEW -> List.of(refused.request());
                case IMPERSONATION -> impersonated();
                case SIGNER -> signed();
                case AUTHORIZATION, CREATE, ESCALATION, OWNER ->
                    reader.server
                            .needs(refused)
                            .map(needs -> of(cause, needs))
                            .orElseGet(() -> List.of(refused.request()));
            };
        }

        private List<RequestAttributes> of(Denial.Cause cause, FurtherNeeds needs) {
            return switch (cause) {
                case CREATE -> List.of(needs.create());
                case ESCALATION -> handedOut(needs);
                case OWNER -> owned(needs);
                default -> unauthorized(needs);
            };
        }

        /** Returns the policy under test at that time, and then the cluster's, which is asked only if it is needed. */
        private Stream<RbacPolicy> policies() {
            return Stream.<Supplier<RbacPolicy>>of(() -> reader.policyAt.apply(refused.time()), reader.server::policy)
                    .map(Supplier::get);
        }

        /** Returns the request and, if it opens a stream, {@code create}, which the server would ask for next. */
        private List<RequestAttributes> unauthorized(FurtherNeeds needs) {
            List<RequestAttributes> missing = new ArrayList<>(List.of(refused.request()));
            if (needs.isStreamByGet()) {
                missing.addAll(lacking(List.of(needs.create())));
            }
            return missing;
        }

        /** Returns what impersonation needed. */
        private List<RequestAttributes> impersonated() {
            Impersonation headers = refused.impersonation();
            return headers == null ? impersonatedByOthers() : lacking(headers);
        }

        /** Takes the way to pass that lacks least; the plain verb before those of modes. */
        private List<RequestAttributes> lacking(Impersonation headers) {
            return reader.server.impersonation(headers, refused.request(), null).stream()
                    .map(this::lacking)
                    .filter(way -> !way.isEmpty())
                    .min(Comparator.<List<RequestAttributes>>comparingInt(List::size)
                            .thenComparing(way -> !way.get(0).verb().equals(IMPERSONATE)))
                    .orElseGet(() -> List.of(impersonate("users").named(headers.userName())));
        }

        private List<RequestAttributes> lacking(List<RequestAttributes> needed) {
            return needed.stream()
                    .filter(each -> policies().noneMatch(policy -> policy.allows(user, each)))
                    .toList();
        }

        /** Returns what the server names or, if it names the request instead, what the subject has no rule for. */
        private List<RequestAttributes> impersonatedByOthers() {
            Matcher matcher = IMPERSONATED.matcher(refused.message());
            if (matcher.find()) {
                return List.of(ResourceAttributes.of(matcher.group(2), matcher.group(4), matcher.group(3))
                        .in(Objects.requireNonNullElse(matcher.group(5), ""))
                        .named(Objects.requireNonNullElse(matcher.group(1), "")));
            }
            ResourceAttributes named =
                    impersonate(refused.message().contains(AS_SERVICE_ACCOUNT) ? "serviceaccounts" : "users");
            if (!hasSome(named)) {
                return List.of(named);
            }
            List<RequestAttributes> others = Stream.of(
                            impersonate("groups"), ResourceAttributes.of(IMPERSONATE, AUTHENTICATION, "uids"))
                    .filter(each -> !hasSome(each))
                    .<RequestAttributes>map(each -> each)
                    .toList();
            return others.isEmpty()
                    ? List.of(ResourceAttributes.of(IMPERSONATE, AUTHENTICATION, "userextras/KEY"))
                    : others;
        }

        private static ResourceAttributes impersonate(String resource) {
            return ResourceAttributes.of(IMPERSONATE, "", resource);
        }

        /** Whether the user may do it to some object, in any namespace. */
        private boolean hasSome(ResourceAttributes asked) {
            Set<Difference> narrower = Set.of(Difference.RESOURCE_NAME, Difference.NAMESPACE);
            return policies()
                    .anyMatch(policy -> policy.allows(user, asked)
                            || policy.ownNearMisses(user, asked).stream()
                                    .anyMatch(miss -> narrower.containsAll(miss.differences())));
        }

        /**
         * A role needs {@code escalate}; a binding needs {@code bind} on its role. The server looks at the rights
         * before it asks for {@code create}.
         */
        private List<RequestAttributes> handedOut(FurtherNeeds needs) {
            List<RequestAttributes> missing =
                    new ArrayList<>(needs.isOfBinding() ? bound(needs) : List.of(needs.escalate()));
            if (needs.mayCreate() && !isStored(needs)) {
                missing.addAll(lacking(List.of(needs.create())));
            }
            return missing;
        }

        private boolean isStored(FurtherNeeds needs) {
            ResourceAttributes written = needs.request();
            RoleReference role = written.resource().equals("roles")
                    ? RoleReference.role(written.namespace(), written.name())
                    : RoleReference.clusterRole(written.name());
            return policies()
                    .anyMatch(policy -> needs.isOfBinding()
                            ? binding(written, policy).isPresent()
                            : policy.role(role).isPresent());
        }

        private static Optional<RbacBinding> binding(ResourceAttributes written, RbacPolicy policy) {
            return policy.bindings().stream()
                    .filter(binding -> binding.id().namespace().equals(written.namespace())
                            && binding.id().name().equals(written.name()))
                    .findFirst();
        }

        /** A patch need not name the role, which cannot change: then the binding has it. */
        private List<RequestAttributes> bound(FurtherNeeds needs) {
            return needs.boundRole()
                    .or(() -> boundBefore(needs.request()))
                    .map(role -> List.of(needs.bind(role)))
                    .orElseGet(needs::bindAny);
        }

        private Optional<RoleReference> boundBefore(ResourceAttributes written) {
            return policies()
                    .flatMap(policy -> binding(written, policy).stream())
                    .map(RbacBinding::roleRef)
                    .findFirst();
        }

        /** Returns the permission on the signer. */
        private List<RequestAttributes> signed() {
            Matcher matcher = SIGNED.matcher(refused.message());
            return List.of(
                    matcher.find()
                            ? FurtherNeeds.signer(matcher.group(1), matcher.group(2))
                            : FurtherNeeds.signer("approve", ""));
        }

        /**
         * Returns the permission on the object, or on the finalizers of its owners; on those of any owner if it is not
         * known, as of a request in the audit log.
         */
        private List<RequestAttributes> owned(FurtherNeeds needs) {
            if (refused.message().contains(UNDELETABLE)) {
                return List.of(needs.request().withVerb("delete"));
            }
            List<RequestAttributes> missing = lacking(needs.finalizers());
            return missing.isEmpty() ? List.of(needs.anyFinalizers()) : missing;
        }
    }
}
