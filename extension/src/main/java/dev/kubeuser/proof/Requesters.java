package dev.kubeuser.proof;

import dev.kubeuser.policy.BindingSubject;
import dev.kubeuser.policy.RbacBinding;
import dev.kubeuser.policy.RbacPolicy;
import dev.kubeuser.policy.Requester;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Whom questions are asked for: first those whom the tests know, then somebody for each subject of the bindings under test. */
final class Requesters {

    private static final String SOMEBODY = "somebody";
    private static final String ACCOUNTS = "system:serviceaccounts";

    private Requesters() {}

    static Set<Requester> of(List<Observation> observations, RbacPolicy... policies) {
        Set<Requester> requesters = new LinkedHashSet<>();
        observations.stream()
                .map(Observation::requester)
                .filter(requester -> !requester.isMaster())
                .forEach(requesters::add);
        for (RbacPolicy policy : policies) {
            policy.bindings().stream()
                    .filter(binding -> binding.origin() != null)
                    .map(RbacBinding::subjects)
                    .flatMap(List::stream)
                    .map(Requesters::named)
                    .filter(requester -> !requester.isMaster())
                    .forEach(requesters::add);
        }
        requesters.add(Requester.user(SOMEBODY));
        return requesters;
    }

    private static Requester named(BindingSubject subject) {
        return switch (subject.kind()) {
            case "User" ->
                subject.name().equals("system:anonymous") ? Requester.anonymous() : Requester.user(subject.name());
            case "ServiceAccount" -> Requester.serviceAccount(subject.namespace(), subject.name());
            case "Group" -> inGroup(subject.name());
            default -> Requester.user(SOMEBODY);
        };
    }

    /** Who is in a group of ServiceAccounts is in those of all ServiceAccounts and of all who authenticated, too. */
    private static Requester inGroup(String group) {
        if (group.equals(ACCOUNTS)) {
            return Requester.serviceAccount("default", SOMEBODY);
        }
        if (group.startsWith(ACCOUNTS + ":")) {
            return Requester.serviceAccount(group.substring(ACCOUNTS.length() + 1), SOMEBODY);
        }
        return switch (group) {
            case "system:unauthenticated" -> Requester.anonymous();
            case "system:authenticated" -> Requester.user(SOMEBODY);
            default -> Requester.user(SOMEBODY + "-in-" + group, group);
        };
    }
}
