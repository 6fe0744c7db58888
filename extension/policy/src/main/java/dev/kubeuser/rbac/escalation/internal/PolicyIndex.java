// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.rbac.escalation.internal;

import dev.kubeuser.rbac.AppliedBinding;
import dev.kubeuser.rbac.RbacBinding;
import dev.kubeuser.rbac.RbacPolicy;
import dev.kubeuser.rbac.RbacRole;
import dev.kubeuser.rbac.RbacRule;
import dev.kubeuser.rbac.RoleReference;
import dev.kubeuser.rbac.Subject;
import dev.kubeuser.rbac.UserInfo;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * What searches in one policy look up: each fact is found once, for all users. Of users, groups, ServiceAccounts and
 * namespaces it has those that the policy names, because no other has its own permissions. All are assumed to exist,
 * because anyone may create them later. Not thread-safe.
 */
class PolicyIndex {

    private static final String ACCOUNTS = "system:serviceaccounts";
    private static final String CONTROLLER = "system:controller:";

    private final RbacPolicy policy;
    private final Set<String> users = new LinkedHashSet<>();
    private final Set<String> groups = new LinkedHashSet<>();
    private final Set<String> namespaces = new LinkedHashSet<>();
    private final Map<Capability.Identity, Account> accounts = new LinkedHashMap<>();
    private final Map<String, List<Account>> accountsIn = new HashMap<>();
    private final Map<String, Integer> places = new HashMap<>();
    private final Set<String> accountNames = new LinkedHashSet<>(Set.of("default"));
    private final Set<Subject> controllers;
    private final Map<RoleReference, Integer> order = new HashMap<>();
    private final Map<String, List<RoleReference>> roles = new HashMap<>();
    private final Map<String, List<RbacBinding>> bindings = new HashMap<>();
    private final IdentityHashMap<RbacRole, Set<Privilege>> privileges = new IdentityHashMap<>();
    private final Map<UserInfo, PlacedRules> granted = new HashMap<>();

    PolicyIndex(RbacPolicy policy) {
        this.policy = policy;
        this.controllers = controllers(policy);
        policy.roles().forEach(this::add);
        policy.bindings().forEach(this::add);
        namespaces.add("default");
        namespaces.add("kube-system");
        places.put(BindingScope.CLUSTER, 0);
        namespaces.forEach(namespace -> {
            places.put(namespace, places.size());
            accountNames.forEach(name -> put(namespace, name));
        });
    }

    private static <T> List<T> in(String place, Map<String, List<T>> places) {
        return places.computeIfAbsent(place, unused -> new ArrayList<>());
    }

    RbacPolicy policy() {
        return policy;
    }

    /** The roles that can be bound in a namespace, or in the whole cluster, in the policy's order. */
    Stream<RoleReference> bindableIn(String namespace) {
        return Stream.of(BindingScope.CLUSTER, namespace)
                .distinct()
                .flatMap(place -> roles.getOrDefault(place, List.of()).stream())
                .sorted(Comparator.comparing(order::get));
    }

    /** The bindable roles among these names. */
    Stream<RoleReference> bindableIn(String namespace, Collection<String> names) {
        return RoleTechniques.roles(names, namespace)
                .filter(order::containsKey)
                .sorted(Comparator.comparing(order::get));
    }

    /** The bindings of a namespace, or the cluster-wide ones for an empty name. */
    List<RbacBinding> bindingsIn(String namespace) {
        return bindings.getOrDefault(namespace, List.of());
    }

    /** The privileges that a role may give. */
    Set<Privilege> privilegesOf(RbacRole role) {
        return privileges.computeIfAbsent(role, Privilege::perhapsGivenBy);
    }

    /** The rules that bindings grant a user. */
    PlacedRules grantedTo(UserInfo user) {
        PlacedRules known = granted.get(user);
        if (known == null) {
            known = collected(user);
            granted.put(user, known);
        }
        return known;
    }

    private PlacedRules collected(UserInfo user) {
        PlacedRules rules = new PlacedRules();
        for (AppliedBinding applied : policy.bindingsFor(user)) {
            RbacRole role = applied.role();
            if (role != null) {
                String place = applied.binding().id().namespace();
                rules.add(place, privilegesOf(role), List.of());
                role.rules().forEach(rule -> rules.add(place, Set.of(), rule.resourceNames()));
            }
        }
        if (user.isMaster()) {
            rules.add(BindingScope.CLUSTER, EnumSet.allOf(Privilege.class), List.of());
        }
        return rules;
    }

    /** The ServiceAccounts of Kubernetes' controllers that only bindings of Kubernetes name. */
    private static Set<Subject> controllers(RbacPolicy policy) {
        Set<Subject> controllers = new HashSet<>();
        Set<Subject> others = new HashSet<>();
        for (RbacBinding binding : policy.bindings()) {
            for (Subject subject : binding.subjects()) {
                subject.normal().ifPresent(named -> (isOfController(binding, named) ? controllers : others).add(named));
            }
        }
        controllers.removeAll(others);
        return controllers;
    }

    /** Checks the names too, because any binding can have the label. */
    private static boolean isOfController(RbacBinding binding, Subject subject) {
        return binding.isBootstrap()
                && binding.id().name().equals(CONTROLLER + subject.name())
                && subject.equals(Subject.serviceAccount("kube-system", subject.name()));
    }

    private void add(RbacRole role) {
        order.put(role.id(), order.size());
        in(role.id().namespace(), roles).add(role.id());
        addNamespace(role.id().namespace());
        role.rules().forEach(this::addNamesOf);
    }

    /**
     * Rules for impersonation and tokens may name users that no binding names. These still have permissions through
     * groups.
     */
    private void addNamesOf(RbacRule rule) {
        if (!rule.resourceNames().isEmpty()) {
            addNamesOf(Privilege.IMPERSONATE_USERS, rule, this::addImpersonated);
            addNamesOf(Privilege.IMPERSONATE_GROUPS, rule, groups::add);
            addNamesOf(Privilege.IMPERSONATE_ACCOUNTS, rule, accountNames::add);
            addNamesOf(Privilege.IMPERSONATE_USERS_FOR_SOME, rule, this::addImpersonated);
            addNamesOf(Privilege.IMPERSONATE_GROUPS_FOR_SOME, rule, groups::add);
            addNamesOf(Privilege.IMPERSONATE_ACCOUNTS_FOR_SOME, rule, accountNames::add);
            addNamesOf(Privilege.REQUEST_TOKENS, rule, accountNames::add);
        }
    }

    /** Impersonating a ServiceAccount takes a permission on {@code serviceaccounts}, not on users. */
    private void addImpersonated(String name) {
        if (!isAccount(name)) {
            users.add(name);
        }
    }

    static boolean isAccount(String user) {
        return Subject.serviceAccountOf(user).isPresent();
    }

    private static void addNamesOf(Privilege privilege, RbacRule rule, Consumer<String> names) {
        rule.resourceNames().stream()
                .filter(name -> rule.allows(privilege.request().named(name)))
                .forEach(names);
    }

    private void add(RbacBinding binding) {
        in(binding.id().namespace(), bindings).add(binding);
        addNamespace(binding.id().namespace());
        binding.subjects().forEach(this::add);
    }

    private void add(Subject subject) {
        switch (subject.kind()) {
            case "User" -> addUser(subject.name());
            case "Group" -> addGroup(subject.name());
            case "ServiceAccount" -> addAccount(subject.namespace(), subject.name());
            default -> {
                // names nobody
            }
        }
    }

    private void addUser(String name) {
        Subject.serviceAccountOf(name)
                .ifPresentOrElse(account -> addAccount(account.namespace(), account.name()), () -> users.add(name));
    }

    private void addGroup(String name) {
        if (name.startsWith(ACCOUNTS + ":")) {
            namespaces.add(name.substring(ACCOUNTS.length() + 1));
        }
        if (!name.equals("system:authenticated") && !name.equals("system:unauthenticated")) {
            groups.add(name);
        }
    }

    private void addAccount(String namespace, String name) {
        if (!namespace.isEmpty()) {
            put(namespace, name);
            namespaces.add(namespace);
        }
    }

    private void put(String namespace, String name) {
        Capability.Identity identity = new Capability.Identity(UserInfo.serviceAccount(namespace, name));
        if (!accounts.containsKey(identity)) {
            boolean isOfController = controllers.contains(Subject.serviceAccount(namespace, name));
            Account account = new Account(namespace, name, identity, accounts.size(), isOfController);
            accounts.put(identity, account);
            in(namespace, accountsIn).add(account);
        }
    }

    private void addNamespace(String namespace) {
        if (!namespace.isEmpty()) {
            namespaces.add(namespace);
        }
    }

    Set<String> users() {
        return users;
    }

    Set<String> groups() {
        return groups;
    }

    Set<String> namespaces() {
        return namespaces;
    }

    Collection<Account> accounts() {
        return accounts.values();
    }

    List<Account> accountsIn(String namespace) {
        return accountsIn.getOrDefault(namespace, List.of());
    }

    /** The same places, each once: the whole cluster, then namespaces in the order in which the policy names them. */
    List<String> sorted(Stream<String> some) {
        return some.distinct()
                .sorted(Comparator.comparingInt(place -> places.getOrDefault(place, Integer.MAX_VALUE)))
                .toList();
    }

    /**
     * A ServiceAccount.
     *
     * @param place its place among all
     * @param isOfController whether only a controller of Kubernetes uses it, which keeps its token in its own process
     */
    record Account(String namespace, String name, Capability.Identity identity, int place, boolean isOfController) {

        @Override
        public String toString() {
            return Subject.serviceAccount(namespace, name).toString();
        }
    }
}
