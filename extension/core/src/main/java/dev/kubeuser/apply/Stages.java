package dev.kubeuser.apply;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Splits objects into stages, in an order in which they can be applied: definitions of custom resources; then
 * ServiceAccounts and roles, on which nothing of a policy waits; then ClusterRoles that aggregate others, which are so
 * removed before them; then bindings, for which the API server looks at the role; then the rest, as written; then policies
 * of admission, which might deny the rest. Objects of one stage do not need each other: of the last two, which may, only
 * objects of one kind that follow each other are in one stage.
 */
final class Stages {

    private Stages() {}

    /** No stage is empty, and each keeps the order of its objects. */
    static List<List<Use>> of(List<Use> uses) {
        List<List<Use>> stages = new ArrayList<>();
        stages.add(those(uses, Target::isDefinition));
        stages.add(those(uses, target -> target.isRoleOrAccount() && !target.isAggregate()));
        stages.add(those(uses, Target::isAggregate));
        stages.add(those(uses, Target::isBinding));
        stages.addAll(byKind(
                those(uses, target -> !target.isDefinition() && !target.isOfPolicy() && !target.isAdmissionPolicy())));
        stages.addAll(byKind(those(uses, Target::isAdmissionPolicy)));
        stages.removeIf(List::isEmpty);
        return stages;
    }

    /** For the removal. */
    static List<List<Use>> reversed(List<Use> uses) {
        List<List<Use>> stages = of(uses);
        Collections.reverse(stages);
        stages.forEach(Collections::reverse);
        return stages;
    }

    private static List<Use> those(List<Use> uses, Predicate<Target> wanted) {
        return uses.stream().filter(use -> wanted.test(use.target())).collect(Collectors.toCollection(ArrayList::new));
    }

    private static List<List<Use>> byKind(List<Use> uses) {
        List<List<Use>> stages = new ArrayList<>();
        Use before = null;
        for (Use use : uses) {
            if (before == null
                    || !before.target().resource().equals(use.target().resource())) {
                stages.add(new ArrayList<>());
            }
            stages.get(stages.size() - 1).add(use);
            before = use;
        }
        return stages;
    }
}
