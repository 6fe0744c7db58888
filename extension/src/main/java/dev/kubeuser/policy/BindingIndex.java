package dev.kubeuser.policy;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The bindings of one namespace, or the cluster-wide ones, by whom they name. */
final class BindingIndex {

    private final Map<String, List<Entry>> users = new HashMap<>();
    private final Map<String, List<Entry>> groups = new HashMap<>();

    /** A binding and its role; compared by identity, which is quick. */
    static final class Entry {

        final RbacBinding binding;
        final @Nullable RbacRole role;

        Entry(RbacBinding binding, @Nullable RbacRole role) {
            this.binding = binding;
            this.role = role;
        }

        AppliedBinding appliedTo(Requester requester) {
            return new AppliedBinding(binding, binding.subjectsFor(requester), role);
        }

        boolean allows(RequestAttributes request) {
            if (role == null) {
                return false;
            }
            for (RbacRule rule : role.rules()) {
                if (rule.allows(request)) {
                    return true;
                }
            }
            return false;
        }
    }

    void add(RbacBinding binding, @Nullable RbacRole role) {
        Entry entry = new Entry(binding, role);
        for (BindingSubject subject : new LinkedHashSet<>(binding.subjects())) {
            switch (subject.kind()) {
                case BindingSubject.USER -> add(users, subject.name(), entry);
                case BindingSubject.GROUP -> add(groups, subject.name(), entry);
                case BindingSubject.SERVICE_ACCOUNT -> addServiceAccount(subject, entry);
                default -> {
                    // names nobody
                }
            }
        }
    }

    /** Without a namespace, as in a ClusterRoleBinding that forgot it, it names nobody. */
    private void addServiceAccount(BindingSubject subject, Entry entry) {
        if (!subject.namespace().isEmpty()) {
            add(users, Requester.serviceAccountUser(subject.namespace(), subject.name()), entry);
        }
    }

    private static void add(Map<String, List<Entry>> index, String key, Entry entry) {
        index.computeIfAbsent(key, unused -> new ArrayList<>()).add(entry);
    }

    List<AppliedBinding> appliedTo(Requester requester) {
        Set<Entry> found = new LinkedHashSet<>(users.getOrDefault(requester.name(), List.of()));
        for (String group : requester.groups()) {
            found.addAll(groups.getOrDefault(group, List.of()));
        }
        return found.stream().map(entry -> entry.appliedTo(requester)).toList();
    }

    boolean allows(Requester requester, RequestAttributes request) {
        if (anyAllows(users.get(requester.name()), request)) {
            return true;
        }
        for (String group : requester.groups()) {
            if (anyAllows(groups.get(group), request)) {
                return true;
            }
        }
        return false;
    }

    private static boolean anyAllows(@Nullable Collection<Entry> entries, RequestAttributes request) {
        if (entries == null) {
            return false;
        }
        for (Entry entry : entries) {
            if (entry.allows(request)) {
                return true;
            }
        }
        return false;
    }
}
