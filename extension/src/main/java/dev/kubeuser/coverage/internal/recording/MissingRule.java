package dev.kubeuser.coverage.internal.recording;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import dev.kubeuser.assertion.internal.PolicyText;
import dev.kubeuser.rbac.AppliedBinding;
import dev.kubeuser.rbac.NearMiss;
import dev.kubeuser.rbac.NearMiss.Difference;
import dev.kubeuser.rbac.NonResourceAttributes;
import dev.kubeuser.rbac.Origin;
import dev.kubeuser.rbac.RbacPolicy;
import dev.kubeuser.rbac.RbacRole;
import dev.kubeuser.rbac.RequestAttributes;
import dev.kubeuser.rbac.ResourceAttributes;
import dev.kubeuser.rbac.RoleReference;
import dev.kubeuser.rbac.UserInfo;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Finds what would have allowed a request: a rule in a role that the user has there, or a binding.
 *
 * @param policy the policy under test at that time
 * @param user who was refused
 * @param subject the user, as messages name it
 * @param missing what no authorizer allowed
 */
record MissingRule(RbacPolicy policy, UserInfo user, String subject, RequestAttributes missing) {

    private static final Gson QUOTED = new GsonBuilder().disableHtmlEscaping().create();

    /** Verbs by which a subject gets what others have. */
    private static final Set<String> OF_OTHERS = Set.of("bind", "escalate", "impersonate");

    /** Rules with more differences say nothing about the request. */
    private static final int NEAR = 2;

    Remedy remedy() {
        List<NearMiss> own = policy.ownNearMisses(user, missing);
        Optional<NearMiss> nearest = own.stream().filter(MissingRule::isNear).findFirst();
        List<String> lines = nearest.map(PolicyText::nearMiss).orElse(List.of());
        Optional<RbacRole> unbound = Stream.concat(own.stream().map(NearMiss::role), policy.roles().stream())
                .filter(role -> isUsable(role) && allows(role))
                .findFirst();
        Optional<RbacRole> role = roleToExtend(own);
        if (role.isEmpty() && unbound.isPresent()) {
            return new Remedy(lines, bind(unbound.get()), unbound.get().origin(), List.of());
        }
        return new Remedy(
                lines,
                role.map(found -> "add to the rules of " + named(found) + withNames() + ":")
                        .orElseGet(this::noRole),
                role.map(RbacRole::origin).orElse(null),
                rule(nearest.orElse(null)));
    }

    /** Whether a rule says something about the request: it is for the same resource, or differs in one point. */
    private static boolean isNear(NearMiss miss) {
        int differences = miss.differences().size();
        return differences == 1 || (differences <= NEAR && !miss.differences().contains(Difference.RESOURCE));
    }

    /**
     * Returns the role that holds the nearest rule, or else the first that the user has where the request was sent. The
     * rules of an aggregate are written in the roles that it selects.
     */
    private Optional<RbacRole> roleToExtend(List<NearMiss> own) {
        Stream<RoleReference> near = own.stream()
                .filter(miss -> !miss.differences().contains(Difference.NAMESPACE))
                .map(miss -> miss.rule().id().role());
        Stream<RoleReference> others = policy.bindingsFor(user, missing.namespace()).stream()
                .map(AppliedBinding::role)
                .flatMap(Stream::ofNullable)
                .map(RbacRole::id);
        return Stream.concat(near, others)
                .distinct()
                .flatMap(id -> policy.role(id).stream())
                .filter(role -> role.origin() != null && !role.isAggregate())
                .findFirst();
    }

    private boolean isUsable(RbacRole role) {
        return role.origin() != null
                && (role.id().isClusterWide() || role.id().namespace().equals(missing.namespace()));
    }

    private boolean allows(RbacRole role) {
        return role.rules().stream().anyMatch(rule -> rule.allows(missing));
    }

    private String bind(RbacRole role) {
        return "bind " + named(role) + " to " + subject + ": add a " + binding();
    }

    private String noRole() {
        boolean isClusterWide = missing.namespace().isEmpty();
        return subject + " has no role " + (isClusterWide ? "for the whole cluster" : "there") + ": add a " + binding()
                + " to a " + (isClusterWide ? "ClusterRole" : "role") + " with the rule:";
    }

    /** An audit log does not tell whom a request acts as. */
    private String withNames() {
        boolean isOfUnknown = missing instanceof ResourceAttributes resource
                && resource.verb().equals("impersonate")
                && resource.name().isEmpty();
        return isOfUnknown ? ", with resourceNames, or else it may act as anybody" : "";
    }

    private String binding() {
        return missing.namespace().isEmpty() ? "ClusterRoleBinding" : "RoleBinding in namespace " + missing.namespace();
    }

    private static String named(RbacRole role) {
        Origin origin = role.origin();
        return role.id() + (origin == null ? "" : " (" + origin + ")");
    }

    /** Names the object only if the nearest rule does: names of other objects are often those of one test. */
    private List<String> rule(@Nullable NearMiss nearest) {
        if (missing instanceof NonResourceAttributes url) {
            return List.of("- nonResourceURLs: " + list(url.path()), "  verbs: " + list(url.verb()));
        }
        ResourceAttributes resource = (ResourceAttributes) missing;
        boolean isNamed = !resource.name().isEmpty()
                && (isForNames(resource)
                        || (nearest != null && nearest.differences().equals(Set.of(Difference.RESOURCE_NAME))));
        return Stream.of(
                        "- apiGroups: " + list(resource.apiGroup()),
                        "  resources: " + list(resource.resourceInRules()),
                        isNamed ? "  resourceNames: " + list(resource.name()) : "",
                        "  verbs: " + list(resource.verb()))
                .filter(line -> !line.isEmpty())
                .toList();
    }

    /** Whether a rule for all names would give away much more than the request was about. */
    private static boolean isForNames(ResourceAttributes missing) {
        return missing.resource().equals("signers") || OF_OTHERS.contains(missing.verb());
    }

    private static String list(String value) {
        return "[" + QUOTED.toJson(value) + "]";
    }
}
