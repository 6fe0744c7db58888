package dev.kubeuser.statement.internal;

import dev.kubeuser.base.internal.Counted;
import dev.kubeuser.rbac.Subject;
import dev.kubeuser.statement.EffectivePolicy;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Those whom a statement forbids something.
 *
 * @param onlyServiceAccounts whether it is about ServiceAccounts alone
 * @param except who may have it all the same, with all members of a group
 * @param exceptNamespaces whose ServiceAccounts may have it all the same
 */
public record Holders(boolean onlyServiceAccounts, Set<Subject> except, Set<String> exceptNamespaces) {

    private static final String OF_ACCOUNTS = "system:serviceaccounts";
    private static final String OF_NAMESPACE = OF_ACCOUNTS + ":";

    /** So many are still read. */
    private static final int MOST_NAMED = 10;

    /** Everybody. */
    public static final Holders ALL = allBut(List.of());

    /** Copies the sets. */
    public Holders {
        except = normal(except);
        exceptNamespaces = Collections.unmodifiableSet(new LinkedHashSet<>(exceptNamespaces));
    }

    private static Set<Subject> normal(Collection<Subject> subjects) {
        Set<Subject> normal = new LinkedHashSet<>();
        subjects.forEach(subject -> subject.normal().ifPresent(normal::add));
        return Collections.unmodifiableSet(normal);
    }

    /** {@return everybody but some subjects} */
    public static Holders allBut(Collection<Subject> subjects) {
        return new Holders(false, new LinkedHashSet<>(subjects), Set.of());
    }

    /** {@return all ServiceAccounts but those of some namespaces} */
    public static Holders serviceAccountsOutside(Collection<String> namespaces) {
        return new Holders(true, Set.of(), new LinkedHashSet<>(namespaces));
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
        return who + named(" outside of ", exceptNamespaces, "more namespace") + named(" but ", except, "more subject");
    }

    private static String named(String begin, Set<?> all, String more) {
        int left = all.size() - MOST_NAMED;
        return all.isEmpty()
                ? ""
                : begin
                        + all.stream().limit(MOST_NAMED).map(Object::toString).collect(Collectors.joining(", "))
                        + (left > 0 ? " and " + Counted.of(left, more) : "");
    }
}
