package dev.kubeuser.benchmarks;

import static dev.kubeuser.benchmarks.ShapedPolicy.account;
import static dev.kubeuser.benchmarks.ShapedPolicy.group;
import static dev.kubeuser.benchmarks.ShapedPolicy.rbacRule;
import static dev.kubeuser.benchmarks.ShapedPolicy.rule;
import static dev.kubeuser.benchmarks.ShapedPolicy.user;

import dev.kubeuser.rbac.RbacPolicyBuilder;
import dev.kubeuser.rbac.UserInfo;
import io.kubernetes.client.openapi.models.RbacV1Subject;
import java.util.function.IntFunction;
import java.util.function.ObjIntConsumer;
import java.util.stream.IntStream;

/** A policy of N parts in which one user, or each of N users or groups, may have an escalation path. */
enum PathShape {
    BIND_CHAIN("of a user by N roles, each of which lets it bind the next", 1_000, 1, true, PathShape::bindChain),
    BIND_NAMED("of a user who may bind N named roles", 1_000, 0.2, false, PathShape::bindNamed),
    ADMIN_OF_MANY(
            "of a user with admin in N namespaces of three ServiceAccounts", 1_000, 1, false, PathShape::adminOfMany),
    TWO_STEPS("of N users, each by a Secret and impersonation", 2_000, 3, true, PathShape::twoSteps),
    ENTERING("of N users who may exec, every second into pods that impersonate", 2_000, 3, true, PathShape::entering),
    ALL_OF_ITS_OWN("of N users with * in a namespace of their own", 5_000, 3, false, PathShape::allOfItsOwn),
    ADMIN_OF_ITS_OWN("of N users with admin in a namespace of their own", 5_000, 3, false, PathShape::adminOfItsOwn),
    EDIT_OF_GROUPS("of N groups with edit in a namespace of their own", 5_000, 3, false, PathShape::editOfGroups),
    TWO_STEPS_OF_GROUPS("of N groups, each by a Secret and impersonation", 2_000, 3, true, PathShape::twoStepsOfGroups),
    LONG("of a user by N steps", 2_000, 1, true, PathShape::longWay);

    private final String what;
    private final int size;
    private final double seconds;
    private final boolean isWay;

    @SuppressWarnings("ImmutableEnumChecker") // a reference to a static method
    private final ObjIntConsumer<ShapedPolicy> parts;

    PathShape(String what, int size, double seconds, boolean isWay, ObjIntConsumer<ShapedPolicy> parts) {
        this.what = what;
        this.size = size;
        this.seconds = seconds;
        this.isWay = isWay;
        this.parts = parts;
    }

    /** {@return whose ways are searched} */
    String what() {
        return what;
    }

    /** {@return the number of parts for which there is a target} */
    int size() {
        return size;
    }

    Target target() {
        return new Target(seconds, "s");
    }

    /** {@return whether anybody has a way} */
    boolean isWay() {
        return isWay;
    }

    ShapedPolicy policy(RbacPolicyBuilder defaults, int parts) {
        ShapedPolicy policy = new ShapedPolicy(defaults);
        this.parts.accept(policy, parts);
        return policy;
    }

    private static void bindChain(ShapedPolicy policy, int parts) {
        policy.of(UserInfo.user("user")).bind("role-0", user("user"));
        for (int part = 0; part < parts; part++) {
            String next = part + 1 < parts ? "role-" + (part + 1) : "cluster-admin";
            policy.clusterRole("role-" + part, rbacRule("bind", "clusterroles", next));
        }
        policy.clusterRole("binder", rbacRule("create", "clusterrolebindings")).bind("binder", user("user"));
    }

    private static void bindNamed(ShapedPolicy policy, int parts) {
        String[] names =
                IntStream.range(0, parts).mapToObj(part -> "role-" + part).toArray(String[]::new);
        for (String name : names) {
            policy.clusterRole(name, rule("get", name + ".example.com", "widgets"));
        }
        policy.of(UserInfo.user("user"))
                .clusterRole(
                        "binder", rbacRule("create", "clusterrolebindings"), rbacRule("bind", "clusterroles", names))
                .bind("binder", user("user"));
    }

    private static void adminOfMany(ShapedPolicy policy, int parts) {
        policy.of(UserInfo.user("user"));
        for (int part = 0; part < parts; part++) {
            String namespace = "team-" + part;
            policy.bind(namespace, "admin", user("user"));
            for (int number = 0; number < 3; number++) {
                policy.bind(namespace, "view", account(namespace).name("robot-" + number));
            }
        }
    }

    private static void twoSteps(ShapedPolicy policy, int parts) {
        twoSteps(policy, parts, part -> UserInfo.user("user-" + part), part -> user("user-" + part));
    }

    private static void twoStepsOfGroups(ShapedPolicy policy, int parts) {
        twoSteps(policy, parts, PathShape::member, part -> group("group-" + part));
    }

    private static void twoSteps(
            ShapedPolicy policy, int parts, IntFunction<UserInfo> user, IntFunction<RbacV1Subject> subject) {
        policy.clusterRole("impersonator", rule("impersonate", "", "users,groups,serviceaccounts"));
        for (int part = 0; part < parts; part++) {
            String namespace = "team-" + part;
            policy.of(user.apply(part))
                    .allow(namespace, rule("get,list", "", "secrets"), subject.apply(part))
                    .bind("impersonator", account(namespace));
        }
    }

    /** Any member of a group, as a search for the group asks about it. */
    private static UserInfo member(int part) {
        return UserInfo.user("", "group-" + part);
    }

    private static void entering(ShapedPolicy policy, int parts) {
        policy.clusterRole("impersonator", rule("impersonate", "", "users,groups"));
        for (int part = 0; part < parts; part++) {
            String namespace = "team-" + part;
            policy.of(UserInfo.user("user-" + part))
                    .allow(namespace, rule("create", "", "pods/exec"), user("user-" + part));
            if (part % 2 == 0) {
                policy.bind("impersonator", account(namespace));
            } else {
                policy.bind(namespace, "view", account(namespace));
            }
        }
    }

    private static void allOfItsOwn(ShapedPolicy policy, int parts) {
        for (int part = 0; part < parts; part++) {
            policy.of(UserInfo.user("user-" + part)).allow("team-" + part, rule("*", "*", "*"), user("user-" + part));
        }
    }

    private static void adminOfItsOwn(ShapedPolicy policy, int parts) {
        for (int part = 0; part < parts; part++) {
            String namespace = "team-" + part;
            policy.of(UserInfo.user("user-" + part))
                    .bind(namespace, "admin", user("user-" + part))
                    .bind(namespace, "view", account(namespace));
        }
    }

    private static void editOfGroups(ShapedPolicy policy, int parts) {
        for (int part = 0; part < parts; part++) {
            policy.of(member(part)).bind("team-" + part, "edit", group("group-" + part));
        }
    }

    private static void longWay(ShapedPolicy policy, int parts) {
        policy.of(UserInfo.user("user"))
                .allow("team-0", rule("impersonate", "", "serviceaccounts"), user("user"))
                .bind("cluster-admin", account("team-" + (parts - 1)));
        for (int part = 1; part < parts; part++) {
            policy.allow("team-" + part, rule("impersonate", "", "serviceaccounts"), account("team-" + (part - 1)));
        }
    }
}
