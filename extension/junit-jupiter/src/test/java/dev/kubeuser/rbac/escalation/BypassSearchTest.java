package dev.kubeuser.rbac.escalation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kubeuser.rbac.RbacPolicy;
import dev.kubeuser.rbac.ResourceAttributes;
import dev.kubeuser.rbac.UserInfo;
import dev.kubeuser.rbac.escalation.AdmissionGuard.Way;
import dev.kubeuser.testkit.Choice;
import dev.kubeuser.testkit.Seed;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Who can bypass a guard: what the search finds is what trying each request as each reachable identity finds. */
class BypassSearchTest {

    private static final int POLICIES = 2_000;
    private static final List<String> NAMESPACES = List.of("a", "b", "c");
    private static final List<String> USERS = List.of("one", "two", "three", "four");

    private static final List<String> RULES = List.of(
            "patch namespaces",
            "patch namespaces a",
            "delete namespaces",
            "delete namespaces b",
            "create namespaces",
            "create namespaces a",
            "update namespaces/status",
            "delete validatingadmissionpolicies.admissionregistration.k8s.io guard",
            "deletecollection validatingadmissionpolicies.admissionregistration.k8s.io",
            "deletecollection validatingadmissionpolicies.admissionregistration.k8s.io guard",
            "update configmaps limits",
            "delete configmaps limits",
            "create configmaps",
            "create configmaps limits",
            "patch configmaps limits",
            "get configmaps",
            "impersonate users one",
            "impersonate users two",
            "impersonate users three");

    private final Seed seed = Seed.ofRun();
    private final Choice choice = new Choice(new Random(seed.value()));

    @Test
    void it_finds_what_trying_all_requests_finds() {
        int found = 0;
        for (int number = 0; number < POLICIES; number++) {
            RbacPolicy policy = policy();
            AdmissionGuard guard = guard();
            List<UserInfo> users = USERS.stream().map(UserInfo::user).toList();
            Map<UserInfo, EscalationPath> paths = Escalation.in(policy).findAll(users, new Goal.Bypass(guard));
            for (UserInfo user : users) {
                boolean isPossible = isPossible(policy, guard, user);
                assertThat(paths.containsKey(user))
                        .as(
                                "%s bypasses %s with %s and %s; %s",
                                user, guard.ways(), policy.roles(), policy.bindings(), seed)
                        .isEqualTo(isPossible);
                found += isPossible ? 1 : 0;
            }
        }
        assertThat(found).isGreaterThan(POLICIES / 10);
    }

    private RbacPolicy policy() {
        Policies policies = new Policies();
        for (String text : choice.some(6, RULES)) {
            String rule = Policies.rule(text);
            String subject = Policies.subject("user " + choice.one(USERS));
            if (choice.oneIn(2)) {
                policies.clusterWideFor(subject, rule);
            } else {
                policies.inFor(subject, choice.one(NAMESPACES), rule);
            }
        }
        return policies.build();
    }

    private AdmissionGuard guard() {
        List<Way> ways = new ArrayList<>();
        choice.times(2, this::way).forEach(ways::add);
        return new AdmissionGuard() {

            @Override
            public String name() {
                return "ValidatingAdmissionPolicy guard";
            }

            @Override
            public List<Way> ways() {
                return ways;
            }
        };
    }

    private Way way() {
        String name = choice.one(NAMESPACES);
        ResourceAttributes namespace =
                ResourceAttributes.of("patch", "", "namespaces").in(name).named(name);
        ResourceAttributes limits =
                ResourceAttributes.of("update", "", "configmaps").in(name).named("limits");
        ResourceAttributes policy = ResourceAttributes.of(
                        "delete", "admissionregistration.k8s.io", "validatingadmissionpolicies")
                .named("guard");
        return choice.one(List.of(
                Way.by("relabels", namespace),
                Way.by("relabels", namespace.subresource("status").withVerb("update")),
                Way.by(
                        "recreates",
                        namespace.withVerb("delete"),
                        namespace.withVerb("create").in("")),
                Way.by("removes", policy),
                Way.by("removes", policy.withVerb("deletecollection")),
                Way.by("changes", limits),
                Way.by("replaces", limits.withVerb("delete"), limits.withVerb("create"))));
    }

    private static boolean isPossible(RbacPolicy policy, AdmissionGuard guard, UserInfo user) {
        Set<UserInfo> reached = reached(policy, user);
        return guard.ways().stream()
                .anyMatch(way -> way.requests().stream()
                        .allMatch(request -> reached.stream().anyMatch(sender -> isAllowed(policy, sender, request))));
    }

    private static Set<UserInfo> reached(RbacPolicy policy, UserInfo user) {
        Set<UserInfo> reached = new LinkedHashSet<>(List.of(user));
        Deque<UserInfo> open = new ArrayDeque<>(reached);
        while (!open.isEmpty()) {
            UserInfo actor = open.pop();
            USERS.stream()
                    .filter(name -> policy.decide(
                                    actor,
                                    ResourceAttributes.of("impersonate", "", "users")
                                            .named(name))
                            .isAllowed())
                    .map(UserInfo::user)
                    .filter(reached::add)
                    .forEach(open::push);
        }
        return reached;
    }

    /** An object that is created by apply has a name, which a POST and {@code deletecollection} have not. */
    private static boolean isAllowed(RbacPolicy policy, UserInfo user, ResourceAttributes request) {
        return switch (request.verb()) {
            case "deletecollection" -> policy.decide(user, request.named("")).isAllowed();
            case "create" ->
                policy.decide(user, request.named("")).isAllowed()
                        || (policy.decide(user, request).isAllowed()
                                && policy.decide(user, request.withVerb("patch"))
                                        .isAllowed());
            default -> policy.decide(user, request).isAllowed();
        };
    }
}
