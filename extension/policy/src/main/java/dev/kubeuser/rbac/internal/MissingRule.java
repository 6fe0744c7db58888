// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.rbac.internal;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import dev.kubeuser.rbac.AppliedBinding;
import dev.kubeuser.rbac.BindingReference;
import dev.kubeuser.rbac.NearMiss;
import dev.kubeuser.rbac.NearMiss.Difference;
import dev.kubeuser.rbac.Origin;
import dev.kubeuser.rbac.RbacPolicy;
import dev.kubeuser.rbac.RbacRole;
import dev.kubeuser.rbac.RbacRule;
import dev.kubeuser.rbac.RoleReference;
import dev.kubeuser.rbac.UserInfo;
import dev.kubeuser.request.NonResourceAttributes;
import dev.kubeuser.request.RequestAttributes;
import dev.kubeuser.request.ResourceAttributes;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Finds what would allow a request: a change of a rule, a rule in a role that the user has there, or a binding.
 * Failures of assertions, answers and denials all use the same words for it.
 *
 * @param policy the policy, of which only roles of manifests are to be changed
 * @param user who was refused
 * @param missing what no authorizer allowed, at least one
 */
public record MissingRule(RbacPolicy policy, UserInfo user, List<RequestAttributes> missing) {

    private static final Gson QUOTED = new GsonBuilder().disableHtmlEscaping().create();

    /** Verbs by which a subject gets what others have. */
    private static final Set<String> OF_OTHERS = Set.of("bind", "escalate");

    private static final Set<String> OF_ALL =
            Set.of("system:authenticated", "system:unauthenticated", "system:serviceaccounts");

    private static final String IMPERSONATE = "impersonate";

    /** Rules with more differences are unrelated to the request. */
    private static final int NEAR = 2;

    /** Copies the list. */
    public MissingRule {
        missing = List.copyOf(missing);
    }

    /** {@return what would allow it} */
    public Remedy remedy() {
        return NodeUser.nameOfNode(user)
                .filter(node -> NodeUser.mayBeAllowed(policy, user, first()).orElse(true))
                .map(MissingRule::ofNode)
                .orElseGet(this::remedyByRule);
    }

    /** What a node may do follows from the pods that it runs. */
    private static Remedy ofNode(String node) {
        return Remedy.withoutRule("the node authorizer allows node " + node
                + " its own objects, and what the pods that are bound to it use");
    }

    private Remedy remedyByRule() {
        Set<BindingReference> bindings = policy.bindingsFor(user).stream()
                .filter(MissingRule::isOfFew)
                .map(applied -> applied.binding().id())
                .collect(Collectors.toSet());
        List<NearMiss> own = policy.ownNearMisses(user, first()).stream()
                .filter(miss -> bindings.contains(miss.binding().id()))
                .toList();
        Optional<NearMiss> changed =
                own.stream().filter(miss -> edit(miss).isPresent()).findFirst();
        Optional<NearMiss> nearest =
                changed.or(() -> own.stream().filter(MissingRule::isNear).findFirst());
        List<String> lines =
                nearest.map(miss -> PolicyText.nearMiss(miss, user)).orElse(List.of());
        Optional<RbacRole> unbound = Stream.concat(own.stream().map(NearMiss::role), policy.roles().stream())
                .filter(role -> isUsable(role) && allows(role))
                .findFirst();
        Optional<RbacRole> role = roleToExtend(own);
        if (role.isEmpty() && unbound.isPresent()) {
            return new Remedy(lines, bind(unbound.get()), unbound.get().origin(), null, List.of());
        }
        List<List<String>> rules = byObject().values().stream()
                .map(same -> rule(same, nearest.orElse(null)))
                .toList();
        if (changed.isPresent()) {
            RbacRule rule = changed.get().rule();
            return new Remedy(
                    lines,
                    "change " + PolicyText.rule(rule) + ":",
                    policy.role(rule.id().role()).map(RbacRole::origin).orElse(null),
                    edit(changed.get()).orElse(null),
                    rules);
        }
        return new Remedy(
                lines,
                role.map(found -> "add to the rules of " + named(found) + withNames() + ":")
                        .orElseGet(this::noRole),
                role.map(RbacRole::origin).orElse(null),
                null,
                rules);
    }

    /** A permission of one subject does not belong in a role that all users have. */
    private static boolean isOfFew(AppliedBinding applied) {
        return applied.subjects().stream()
                .anyMatch(subject -> !(subject.kind().equals("Group") && OF_ALL.contains(subject.name())));
    }

    private RequestAttributes first() {
        return missing.get(0);
    }

    /** Returns what is missing, that of the same object together: its verbs make one rule. */
    private Map<RequestAttributes, List<RequestAttributes>> byObject() {
        return missing.stream()
                .collect(Collectors.groupingBy(MissingRule::verbless, LinkedHashMap::new, Collectors.toList()));
    }

    private static RequestAttributes verbless(RequestAttributes request) {
        return request instanceof ResourceAttributes resource
                ? resource.withVerb("")
                : new NonResourceAttributes("", ((NonResourceAttributes) request).path());
    }

    private static List<String> verbs(List<RequestAttributes> requests) {
        return requests.stream().map(RequestAttributes::verb).distinct().toList();
    }

    /** Returns where a role has to be bound; empty for the whole cluster, which all of them may need. */
    private String namespace() {
        List<String> namespaces =
                missing.stream().map(RequestAttributes::namespace).distinct().toList();
        return namespaces.size() == 1 ? namespaces.get(0) : "";
    }

    /** Whether a rule is related to the request: it is for the same resource, or differs in one point. */
    private static boolean isNear(NearMiss miss) {
        int differences = miss.differences().size();
        return differences == 1 || (differences <= NEAR && !miss.differences().contains(Difference.RESOURCE));
    }

    /**
     * Returns the change of a rule that allows what is missing and nothing else: one more verb for a rule about nothing
     * else, or one more name for a rule with no other verb.
     */
    private Optional<Remedy.Edit> edit(NearMiss miss) {
        RbacRule rule = miss.rule();
        Origin origin = rule.origin();
        boolean isWritten = policy.role(rule.id().role())
                .filter(role -> role.origin() != null && !role.isAggregate())
                .isPresent();
        if (origin == null || !isWritten || byObject().size() > 1) {
            return Optional.empty();
        }
        if (miss.differences().equals(Set.of(Difference.VERB)) && isAbout(rule, first())) {
            return Optional.of(Remedy.Edit.added(origin, "verbs", rule.verbs(), lacking(rule)));
        }
        return miss.differences().equals(Set.of(Difference.RESOURCE_NAME))
                        && first() instanceof ResourceAttributes resource
                        && !resource.name().isEmpty()
                        && isOfResource(rule, resource)
                        && rule.verbs().equals(verbs(missing))
                ? Optional.of(
                        Remedy.Edit.added(origin, "resourceNames", rule.resourceNames(), List.of(resource.name())))
                : Optional.empty();
    }

    private List<String> lacking(RbacRule rule) {
        return verbs(missing).stream()
                .filter(verb -> !rule.verbs().contains(verb))
                .toList();
    }

    /** Whether a rule is about nothing else. Then one more verb grants only what is missing. */
    private static boolean isAbout(RbacRule rule, RequestAttributes missing) {
        if (!(missing instanceof ResourceAttributes resource)) {
            return rule.nonResourceUrls().equals(List.of(((NonResourceAttributes) missing).path()));
        }
        boolean isForIt = rule.resourceNames().isEmpty()
                ? !isForNames(resource)
                : rule.resourceNames().equals(List.of(resource.name()));
        return isForIt && isOfResource(rule, resource);
    }

    private static boolean isOfResource(RbacRule rule, ResourceAttributes resource) {
        return rule.apiGroups().equals(List.of(resource.apiGroup()))
                && rule.resources().equals(List.of(resource.resourceInRules()));
    }

    /**
     * Returns the role that holds the nearest rule, or else the first that the user has where the request was sent. The
     * rules of an aggregate are written in the roles that it selects.
     */
    private Optional<RbacRole> roleToExtend(List<NearMiss> own) {
        Set<RoleReference> effective = policy.bindingsFor(user, namespace()).stream()
                .filter(MissingRule::isOfFew)
                .map(AppliedBinding::role)
                .flatMap(Stream::ofNullable)
                .flatMap(role -> Stream.concat(
                        Stream.of(role.id()),
                        role.rules().stream().map(rule -> rule.id().role())))
                .collect(Collectors.toCollection(LinkedHashSet::new));
        Stream<RoleReference> near = own.stream()
                .filter(miss -> !miss.differences().contains(Difference.NAMESPACE))
                .map(miss -> miss.rule().id().role())
                .filter(effective::contains);
        return Stream.concat(near, effective.stream())
                .distinct()
                .flatMap(id -> policy.role(id).stream())
                .filter(role -> role.origin() != null && !role.isAggregate())
                .findFirst();
    }

    private boolean isUsable(RbacRole role) {
        return role.origin() != null
                && (role.id().isClusterWide() || role.id().namespace().equals(namespace()));
    }

    private boolean allows(RbacRole role) {
        return missing.stream().allMatch(each -> role.rules().stream().anyMatch(rule -> rule.allows(each)));
    }

    private String bind(RbacRole role) {
        return "bind " + named(role) + " to " + user.subject() + ": add a " + binding();
    }

    private String noRole() {
        boolean isClusterWide = namespace().isEmpty();
        boolean isBound = policy.bindingsFor(user, namespace()).stream()
                .filter(MissingRule::isOfFew)
                .anyMatch(applied -> !applied.binding().isBootstrap());
        return user.subject() + " has no role " + (isBound ? "of its own " : "")
                + (isClusterWide ? "for the whole cluster" : "there") + ": add a "
                + binding() + " to a " + (isClusterWide ? "ClusterRole" : "role") + " with the rule"
                + (missing.size() == 1 ? "" : "s") + withNames() + ":";
    }

    /** An audit log does not show the user that a request impersonates, and not always the role of a binding. */
    private String withNames() {
        if (missing.stream()
                .noneMatch(each -> each instanceof ResourceAttributes resource
                        && resource.name().isEmpty()
                        && (resource.verb().equals("bind")
                                || resource.verb().startsWith(IMPERSONATE + ":")
                                || resource.verb().equals(IMPERSONATE)))) {
            return "";
        }
        return first().verb().equals("bind")
                ? " what the binding refers to, which is not known here, with resourceNames, or else it may bind "
                        + "any role"
                : (missing.size() == 1 && !isOfExtra(first())
                                ? ""
                                : " what the request names of them, and extras as userextras/KEY")
                        + ", with resourceNames, or else it may act as anybody";
    }

    private static boolean isOfExtra(RequestAttributes request) {
        return request instanceof ResourceAttributes resource
                && resource.resource().equals("userextras");
    }

    private String binding() {
        return namespace().isEmpty() ? "ClusterRoleBinding" : "RoleBinding in namespace " + namespace();
    }

    private static String named(RbacRole role) {
        Origin origin = role.origin();
        return role.id() + (origin == null ? "" : " (" + origin + ")");
    }

    /** Names the object only if the nearest rule does: names of other objects are often those of one test. */
    private static List<String> rule(List<RequestAttributes> same, @Nullable NearMiss nearest) {
        String verbs = "  verbs: " + list(verbs(same));
        if (same.get(0) instanceof NonResourceAttributes url) {
            return List.of("- nonResourceURLs: " + list(List.of(url.path())), verbs);
        }
        ResourceAttributes resource = (ResourceAttributes) same.get(0);
        boolean isNamed = !resource.name().isEmpty()
                && (isForNames(resource)
                        || (nearest != null && nearest.differences().equals(Set.of(Difference.RESOURCE_NAME))));
        return Stream.of(
                        "- apiGroups: " + list(List.of(resource.apiGroup())),
                        "  resources: " + list(List.of(resource.resourceInRules())),
                        isNamed ? "  resourceNames: " + list(List.of(resource.name())) : "",
                        verbs)
                .filter(line -> !line.isEmpty())
                .toList();
    }

    /** Whether a rule for all names would give away much more than the request was about. */
    private static boolean isForNames(ResourceAttributes missing) {
        return missing.resource().equals("signers")
                || OF_OTHERS.contains(missing.verb())
                || missing.verb().equals(IMPERSONATE)
                || missing.verb().startsWith(IMPERSONATE + ":");
    }

    private static String list(List<String> values) {
        return values.stream().map(QUOTED::toJson).collect(Collectors.joining(", ", "[", "]"));
    }
}
