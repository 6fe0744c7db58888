package dev.kubeuser.rbac;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The bindings of one namespace, or the cluster-wide ones, indexed by subject. */
final class BindingIndex {

    private final Map<String, List<Entry>> users = new HashMap<>();
    private final Map<String, List<Entry>> groups = new HashMap<>();

    /** A binding and its role; compared by identity for speed. */
    static final class Entry {

        final RbacBinding binding;
        final @Nullable RbacRole role;

        Entry(RbacBinding binding, @Nullable RbacRole role) {
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

    void add(RbacBinding binding, @Nullable RbacRole role) {
        Entry entry = new Entry(binding, role);
        for (Subject subject : new LinkedHashSet<>(binding.subjects())) {
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

    private static void add(Map<String, List<Entry>> index, String key, Entry entry) {
        index.computeIfAbsent(key, unused -> new ArrayList<>()).add(entry);
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
