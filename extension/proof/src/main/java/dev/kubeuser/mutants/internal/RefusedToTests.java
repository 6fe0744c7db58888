package dev.kubeuser.mutants.internal;

import dev.kubeuser.coverage.internal.Suggestion;
import dev.kubeuser.rbac.UserInfo;
import dev.kubeuser.record.internal.Denial;
import dev.kubeuser.request.RequestAttributes;
import dev.kubeuser.request.ResourceAttributes;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What was refused to subjects although no test expected it. To assert such a refusal would cement a rule that is
 * missing, so it is never suggested, neither to the subject nor to its groups, nor for all namespaces at once.
 */
final class RefusedToTests {

    private final Map<RequestAttributes, Set<UserInfo>> users = new HashMap<>();

    RefusedToTests(List<Denial> denials) {
        for (Denial denial : denials) {
            for (RequestAttributes missing : denial.missing()) {
                add(missing, denial.user());
                if (missing instanceof ResourceAttributes resource) {
                    add(resource.in(""), denial.user());
                }
            }
        }
    }

    private void add(RequestAttributes missing, UserInfo user) {
        users.computeIfAbsent(Denial.nameless(missing), unused -> new HashSet<>())
                .add(user);
    }

    /** Whether an assertion would cement a denial. */
    boolean isCementedBy(Suggestion suggestion) {
        if (suggestion.allowed()) {
            return false;
        }
        UserInfo asserted = suggestion.user();
        return users.getOrDefault(Denial.nameless(suggestion.request()), Set.of()).stream()
                .anyMatch(user -> user.name().equals(asserted.name()) || isOfGroups(user, asserted));
    }

    /** Whether a user is in every group of another user who has groups beyond the built-in ones. */
    private static boolean isOfGroups(UserInfo user, UserInfo other) {
        return user.groups().containsAll(other.groups()) && other.groups().size() > 1;
    }
}
