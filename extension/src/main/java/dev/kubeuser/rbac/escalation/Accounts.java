package dev.kubeuser.rbac.escalation;

import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;

/** Steps by which one becomes a ServiceAccount, each by the same permissions. */
final class Accounts {

    private Accounts() {}

    /** One step for each, worded as in {@code creates pods that run as} with the account behind. */
    static Stream<Step> become(
            Powers powers, Technique technique, String how, List<Use> uses, Collection<Account> accounts) {
        return accounts.stream().map(account -> powers.step(technique, how + " " + account, uses, account.identity()));
    }
}
