package dev.kubeuser.coverage.internal.analysis;

import dev.kubeuser.coverage.MutantResult;
import dev.kubeuser.coverage.Suggestion;
import dev.kubeuser.rbac.UserInfo;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** The variables for users in suggestions. If two users have the same variable, a comment tells them apart. */
final class UserVariables {

    private final Map<String, Set<String>> users = new HashMap<>();

    /** Chooses variables for all users that may be in suggestions or in tests. */
    UserVariables(Stream<UserInfo> userInfos) {
        userInfos.forEach(user -> users.computeIfAbsent(JavaText.variable(user), unused -> new HashSet<>())
                .add(user.name()));
    }

    MutantResult clear(MutantResult result) {
        Suggestion made = result.suggestion();
        if (made == null
                || users.getOrDefault(JavaText.variable(made.user()), Set.of()).size() < 2) {
            return result;
        }
        return new MutantResult(result.mutant(), result.status(), result.killedBy(), withUserName(made));
    }

    private static Suggestion withUserName(Suggestion made) {
        String source = made.source() + " // " + JavaText.literal(made.user().name());
        return new Suggestion(made.user(), made.request(), made.allowed(), source);
    }
}
