// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.assertion;

import dev.kubeuser.base.internal.Counted;
import dev.kubeuser.statement.EffectiveRole;
import dev.kubeuser.statement.RoleDifference;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.apiguardian.api.API;
import org.assertj.core.api.AbstractAssert;

/**
 * Assertions on a role, or on all that a ServiceAccount holds, beside another one, which need no cluster. They compare
 * the requests that both allow, not how rules are written. Names, bindings, and the namespaces of two Roles do not
 * matter. A Role does not cover a ClusterRole, which also gives the other namespaces, resources without a namespace,
 * and URLs.
 *
 * <pre>{@code
 * assertThat(role("helm:charts/operator", "operator")).covers(role("config/rbac/role.yaml", "manager-role"));
 * }</pre>
 *
 * <p>Not thread-safe, as AssertJ's assertions are not.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public class EffectiveRoleAssert extends AbstractAssert<EffectiveRoleAssert, EffectiveRole> {

    /** So many rules are still read. */
    private static final int MAX_RULES = 10;

    /**
     * Begins assertions on a role.
     *
     * @param actual the role
     */
    public EffectiveRoleAssert(EffectiveRole actual) {
        super(actual, EffectiveRoleAssert.class);
    }

    /**
     * Asserts that the role allows everything that another one allows. The failure has the simplest request that it
     * does not allow, and the rules to add.
     *
     * @param other the other role; {@link EffectiveRole#in} makes it what a RoleBinding gives
     * @return this
     */
    public EffectiveRoleAssert covers(EffectiveRole other) {
        return hold("to cover ", other, false);
    }

    /**
     * Asserts that the role allows everything that another one allows, and nothing else. The failure also has the rules
     * to delete.
     *
     * @param other the other role; {@link EffectiveRole#in} makes it what a RoleBinding gives
     * @return this
     */
    public EffectiveRoleAssert coversExactly(EffectiveRole other) {
        return hold("to cover exactly ", other, true);
    }

    /** Not private, so that soft assertions hear of a failure. */
    EffectiveRoleAssert hold(String what, EffectiveRole other, boolean isExact) {
        isNotNull();
        RoleDifference lacked = RoleDifference.between(other, actual);
        RoleDifference more = RoleDifference.between(actual, other);
        List<String> lines = new ArrayList<>();
        if (!lacked.isEmpty()) {
            lines.add("but it does not allow " + lacked.example());
            lines.addAll(rules(
                    "add to its rules",
                    lacked.alike().stream().map(parts -> parts.get(0)).toList(),
                    lacked::addition));
            if (lacked.isBeyondNamespace()) {
                lines.add(beyond(other, actual));
            }
        }
        if (isExact && !more.isEmpty()) {
            lines.add((lines.isEmpty() ? "but it also allows " : "and it also allows ") + more.example());
            lines.addAll(rules("delete from its rules", more.parts(), more::deletion));
            if (more.isBeyondNamespace()) {
                lines.add(beyond(actual, other));
            }
        }
        if (!lines.isEmpty()) {
            throw assertionError(Failure.of("Expecting " + actual, what + other, lines));
        }
        return this;
    }

    private static List<String> rules(
            String heading, List<RoleDifference.Part> parts, Function<RoleDifference.Part, String> words) {
        List<String> lines =
                new ArrayList<>(parts.stream().limit(MAX_RULES).map(words).toList());
        if (parts.size() > MAX_RULES) {
            lines.add("and " + Counted.of(parts.size() - MAX_RULES, "more rule"));
        }
        return Failure.list(heading + ":", lines);
    }

    private static String beyond(EffectiveRole wide, EffectiveRole narrow) {
        return narrow + " is given in " + narrow.namespace() + " alone, and "
                + wide.title()
                + " in the whole cluster, with resources without a namespace and URLs. To compare what a RoleBinding"
                + " gives, add .in(\"" + narrow.namespace() + "\") to "
                + wide.title();
    }
}
