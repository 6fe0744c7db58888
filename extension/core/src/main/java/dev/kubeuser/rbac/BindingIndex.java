package dev.kubeuser.rbac;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Bindings of one namespace, the cluster-wide ones, or all, indexed by subject. */
final class BindingIndex {

    private final Map<String, List<Entry>> users = new HashMap<>();
    private final Map<String, List<Entry>> groups = new HashMap<>();

    /** A binding and its role; compared by identity for speed. */
    static final class Entry {

        final int place;
        final RbacBinding binding;
        final @Nullable RbacRole role;

        /** The place is that among all bindings of the policy. */
        Entry(int place, RbacBinding binding, @Nullable RbacRole role) {
            this.place = place;
            this.binding = binding;
            this.role = role;
        }

        AppliedBinding appliedTo(UserInfo user) {
            return new AppliedBinding(binding, binding.subjectsFor(user), role);
        }

        boolean allows(RequestAttributes request) {
            return role != null && role.allows(request);
        }
    }

    void add(Entry entry) {
        for (Subject subject : entry.binding.subjects()) {
            switch (subject.kind()) {
                case Subject.USER -> add(users, subject.name(), entry);
                case Subject.GROUP -> add(groups, subject.name(), entry);
                case Subject.SERVICE_ACCOUNT -> addServiceAccount(subject, entry);
                default -> {
                    // names nobody
                }
            }
        }
    }

    /** A ServiceAccount without a namespace, as a ClusterRoleBinding may have it, names nobody. */
    private void addServiceAccount(Subject subject, Entry entry) {
        if (!subject.namespace().isEmpty()) {
            add(users, new ServiceAccountName(subject.namespace(), subject.name()).userName(), entry);
        }
    }

    /** Two subjects of a binding may be one user: a ServiceAccount, and its user name. */
    private static void add(Map<String, List<Entry>> index, String key, Entry entry) {
        List<Entry> entries = index.computeIfAbsent(key, unused -> new ArrayList<>());
        if (entries.isEmpty() || entries.get(entries.size() - 1) != entry) {
            entries.add(entry);
        }
    }

    /** Whether a binding that names a user allows a request. Creates nothing: an evaluator spends its time here. */
    boolean allows(UserInfo user, RequestAttributes request) {
        if (anyAllows(users.get(user.name()), request)) {
            return true;
        }
        for (String group : user.groups()) {
            if (anyAllows(groups.get(group), request)) {
                return true;
            }
        }
        return false;
    }

    private static boolean anyAllows(@Nullable List<Entry> entries, RequestAttributes request) {
        if (entries != null) {
            for (Entry entry : entries) {
                if (entry.allows(request)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** The bindings that name a user, each once: first by user name, then by group. */
    Collection<Entry> naming(UserInfo user) {
        Collection<Entry> found = users.getOrDefault(user.name(), List.of());
        for (String group : user.groups()) {
            found = union(found, groups.getOrDefault(group, List.of()));
        }
        return found;
    }

    private static Collection<Entry> union(Collection<Entry> found, Collection<Entry> more) {
        if (found.isEmpty() || more.isEmpty()) {
            return found.isEmpty() ? more : found;
        }
        Set<Entry> union = new LinkedHashSet<>(found);
        union.addAll(more);
        return union;
    }
}
