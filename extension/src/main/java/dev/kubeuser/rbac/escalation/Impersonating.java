package dev.kubeuser.rbac.escalation;

import dev.kubeuser.rbac.ResourceAttributes;
import dev.kubeuser.rbac.UserInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Acts as another. Groups are impersonated together with a user or a ServiceAccount, and {@code system:masters} like any other. The
 * constrained forms, {@code impersonate:user-info} and so on, are not followed: they are for single actions.
 */
final class Impersonating implements Way {

    private static final Set<String> MASTERS = Set.of("system:masters");

    @Override
    public Technique technique() {
        return Technique.IMPERSONATE;
    }

    @Override
    public Stream<Step> from(Powers powers) {
        List<Use> masters = groups(powers, MASTERS);
        List<Use> groups =
                masters.isEmpty() ? groups(powers, powers.population().groups()) : masters;
        return Stream.concat(users(powers, groups), accounts(powers, groups));
    }

    private static Optional<Use> impersonate(Powers powers, String resource, String name) {
        return powers.use(ResourceAttributes.of("impersonate", "", resource).named(name));
    }

    private Stream<Step> users(Powers powers, List<Use> groups) {
        return Stream.concat(
                        powers.population().users().stream(),
                        Stream.of(powers.identity().requester().name(), "somebody"))
                .filter(user -> !user.isEmpty() && !Population.isAccount(user))
                .flatMap(user ->
                        impersonate(powers, "users", user).map(use -> step(powers, user, use, groups)).stream());
    }

    private static List<Use> groups(Powers powers, Set<String> names) {
        return names.stream()
                .flatMap(group -> impersonate(powers, "groups", group).stream())
                .toList();
    }

    private Step step(Powers powers, String user, Use ofUser, List<Use> ofGroups) {
        List<Use> uses = new ArrayList<>(List.of(ofUser));
        uses.addAll(ofGroups);
        String[] groups = ofGroups.stream()
                .map(use -> ((ResourceAttributes) use.request()).name())
                .toArray(String[]::new);
        return powers.step(
                technique(),
                "impersonates user \"" + user + "\"" + (groups.length == 0 ? "" : " in " + List.of(groups)),
                uses,
                new Identity(UserInfo.user(user, groups)));
    }

    private Stream<Step> accounts(Powers powers, List<Use> groups) {
        return powers.population().accounts().stream()
                .flatMap(account -> powers
                        .use(ResourceAttributes.of("impersonate", "", "serviceaccounts")
                                .in(account.namespace())
                                .named(account.name()))
                        .stream()
                        .flatMap(use -> accounts(powers, account, use, groups)));
    }

    /** In the groups of ServiceAccounts, or in those that are named instead. */
    private Stream<Step> accounts(Powers powers, Account account, Use use, List<Use> groups) {
        Step alone = powers.step(technique(), "impersonates " + account, List.of(use), account.identity());
        String user = account.identity().requester().name();
        return groups.isEmpty() ? Stream.of(alone) : Stream.of(alone, step(powers, user, use, groups));
    }
}
