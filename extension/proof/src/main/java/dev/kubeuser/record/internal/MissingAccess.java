package dev.kubeuser.record.internal;

import dev.kubeuser.access.internal.Impersonation;
import dev.kubeuser.rbac.NearMiss.Difference;
import dev.kubeuser.rbac.RbacBinding;
import dev.kubeuser.rbac.RbacPolicy;
import dev.kubeuser.rbac.RoleReference;
import dev.kubeuser.rbac.ServerFeature;
import dev.kubeuser.rbac.UserInfo;
import dev.kubeuser.request.RequestAttributes;
import dev.kubeuser.request.ResourceAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Finds what no authorizer allowed, where that is more than the request itself. The server names at most one thing, and
 * the policy tells the rest: what the subject has already is not missing.
 *
 * @param refused the refused request
 * @param user who was checked: of impersonation the sender
 * @param policies the policy under test at that time, and then the cluster's, which is asked only if it is needed
 * @param features what the API server checks that some versions do not
 */
record MissingAccess(
        AttributedRequest refused, UserInfo user, List<Supplier<RbacPolicy>> policies, Set<ServerFeature> features) {

    private static final Pattern IMPERSONATED =
            Pattern.compile("(?:^\\S+ \"([^\"]*)\" is forbidden: )?.* cannot (impersonate(?::\\S+)?)"
                    + " resource \"([^\"]+)\" in API group \"([^\"]*)\"(?: in the namespace \"([^\"]+)\")?");

    /** In the words of constrained impersonation, which name the request instead of whom it acts as. */
    private static final String AS_SERVICE_ACCOUNT = " cannot impersonate-on:serviceaccount:";

    private static final String IMPERSONATE = "impersonate";
    private static final Pattern SIGNED =
            Pattern.compile("user not permitted to (approve|sign|attest) .*signerName \"([^\"]+)\"");
    private static final String UNDELETABLE = "cannot set an ownerRef on a resource you can't delete";
    private static final String AUTHENTICATION = "authentication.k8s.io";

    /** Returns the request and, if it opens a stream, {@code create}, which the server would ask for next. */
    List<RequestAttributes> unauthorized() {
        List<RequestAttributes> missing = new ArrayList<>(List.of(refused.request()));
        needs().filter(FurtherNeeds::isStreamByGet)
                .ifPresent(needs -> missing.addAll(lacking(List.of(needs.create()))));
        return missing;
    }

    /** Empty for a path, which needs nothing else. */
    private Optional<FurtherNeeds> needs() {
        return refused.request() instanceof ResourceAttributes resource
                ? Optional.of(new FurtherNeeds(resource, refused.object(), features))
                : Optional.empty();
    }

    /** Returns what impersonation needed. */
    List<RequestAttributes> impersonated() {
        Impersonation headers = refused.impersonation();
        return headers == null ? impersonatedByOthers() : lacking(headers);
    }

    /** Of the ways to pass, takes the one that lacks least; the plain verb before those of modes. */
    private List<RequestAttributes> lacking(Impersonation headers) {
        return FurtherNeeds.impersonation(headers, refused.request(), null, features).stream()
                .map(this::lacking)
                .filter(way -> !way.isEmpty())
                .min(Comparator.<List<RequestAttributes>>comparingInt(List::size)
                        .thenComparing(way -> !way.get(0).verb().equals(IMPERSONATE)))
                .orElseGet(() -> List.of(impersonate("users").named(headers.userName())));
    }

    private List<RequestAttributes> lacking(List<RequestAttributes> needed) {
        return needed.stream()
                .filter(each ->
                        policies.stream().noneMatch(policy -> policy.get().allows(user, each)))
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
        return policies.stream()
                .map(Supplier::get)
                .anyMatch(policy -> policy.allows(user, asked)
                        || policy.ownNearMisses(user, asked).stream()
                                .anyMatch(miss -> narrower.containsAll(miss.differences())));
    }

    /**
     * A role needs {@code escalate}; a binding needs {@code bind} on its role. The server looks at the rights before it
     * asks for {@code create}.
     */
    List<RequestAttributes> handedOut() {
        return needs().map(this::handedOut).orElseGet(() -> List.of(refused.request()));
    }

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
        return policies.stream()
                .map(Supplier::get)
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
        return policies.stream()
                .map(Supplier::get)
                .flatMap(policy -> binding(written, policy).stream())
                .map(RbacBinding::roleRef)
                .findFirst();
    }

    /** Returns the permission on the signer. */
    List<RequestAttributes> signed() {
        Matcher matcher = SIGNED.matcher(refused.message());
        return List.of(
                matcher.find()
                        ? FurtherNeeds.signer(matcher.group(1), matcher.group(2))
                        : FurtherNeeds.signer("approve", ""));
    }

    /**
     * Returns the permission on the object, or on the finalizers of its owners; on those of any owner if it is not known, as
     * of a request in the audit log.
     */
    List<RequestAttributes> owned(Kinds kinds) {
        return needs().map(needs -> owned(needs, kinds)).orElseGet(() -> List.of(refused.request()));
    }

    private List<RequestAttributes> owned(FurtherNeeds needs, Kinds kinds) {
        if (refused.message().contains(UNDELETABLE)) {
            return List.of(needs.request().withVerb("delete"));
        }
        List<RequestAttributes> missing = lacking(needs.finalizers(kinds));
        return missing.isEmpty() ? List.of(needs.anyFinalizers()) : missing;
    }
}
