package dev.kubeuser.statement.internal;

import dev.kubeuser.rbac.Subject;
import dev.kubeuser.statement.EffectivePolicy;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Those whom a statement forbids something.
 *
 * @param onlyServiceAccounts whether it is about ServiceAccounts alone
 * @param except who may have it all the same, with all members of a group
 * @param exceptNamespaces whose ServiceAccounts may have it all the same
 */
public record Holders(boolean onlyServiceAccounts, List<Subject> except, List<String> exceptNamespaces) {

    private static final String OF_ACCOUNTS = "system:serviceaccounts";
    private static final String OF_NAMESPACE = OF_ACCOUNTS + ":";

    /** Everybody. */
    public static final Holders ALL = new Holders(false, List.of(), List.of());

    /** Copies the lists. */
    public Holders {
        except = except.stream().flatMap(subject -> subject.normal().stream()).toList();
        exceptNamespaces = List.copyOf(exceptNamespaces);
    }

    /** {@return whether the statement is about a subject: a ServiceAccount is one of everybody, so it has what all have} */
    public boolean includes(Subject subject) {
        if (except.contains(subject)
                || EffectivePolicy.groupsOf(subject).stream().anyMatch(except::contains)) {
            return false;
        }
        return switch (subject.kind()) {
            case "ServiceAccount" -> !exceptNamespaces.contains(subject.namespace());
            case "Group" ->
                subject.name().startsWith(OF_NAMESPACE)
                        ? !exceptNamespaces.contains(subject.name().substring(OF_NAMESPACE.length()))
                        : !onlyServiceAccounts
                                || subject.name().equals(OF_ACCOUNTS)
                                || subject.equals(DefaultGrants.AUTHENTICATED);
            default -> !onlyServiceAccounts;
        };
    }

    /** {@return for example {@code nobody but Group sre}, or {@code no ServiceAccount outside of kube-system}} */
    @Override
    public String toString() {
        String who = onlyServiceAccounts ? "no ServiceAccount" : "nobody";
        String outside = exceptNamespaces.isEmpty() ? "" : " outside of " + String.join(", ", exceptNamespaces);
        return who
                + outside
                + (except.isEmpty()
                        ? ""
                        : " but " + except.stream().map(Subject::toString).collect(Collectors.joining(", ")));
    }
}
