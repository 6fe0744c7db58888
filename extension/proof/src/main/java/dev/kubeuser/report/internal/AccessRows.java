package dev.kubeuser.report.internal;

import dev.kubeuser.coverage.internal.BindingCoverage;
import dev.kubeuser.rbac.Grant;
import dev.kubeuser.rbac.Origin;
import dev.kubeuser.rbac.RoleReference;
import dev.kubeuser.rbac.Subject;
import dev.kubeuser.rbac.escalation.EscalationFinding;
import dev.kubeuser.rbac.escalation.Step;
import dev.kubeuser.rbac.escalation.UsedPermission;
import dev.kubeuser.run.internal.OwnNamespaces;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * The rows of {@link PageData} from which the page draws who gets what through what.
 *
 * @param texts the texts of the page
 * @param places the places of the page
 * @param namespaces the namespaces of the run, which the page names as manifests do
 */
record AccessRows(ValuePool<String> texts, ValuePool<Finding.Place> places, OwnNamespaces namespaces) {

    List<Object> row(GrantGraph.Role role) {
        return List.of(
                texts.number(role.id().toString()),
                texts.number(role.standing().words()),
                role.rules().stream().map(this::row).toList());
    }

    private List<Object> row(GrantGraph.Rule rule) {
        Origin origin = rule.rule().origin();
        return List.of(
                texts.number(rule.verbs()),
                texts.number(rule.resources()),
                place(origin, OptionalInt.of(rule.rule().id().index())),
                line(origin),
                rule.covered(),
                rule.total());
    }

    List<Object> bindingRows(GrantGraph graph) {
        Map<RoleReference, Integer> roles = new HashMap<>();
        graph.roles().forEach(role -> roles.put(role.id(), roles.size()));
        List<Object> rows = new ArrayList<>();
        for (BindingCoverage binding : graph.bindings()) {
            Origin origin = binding.binding().origin();
            rows.add(List.of(
                    texts.number(binding.binding().id().toString()),
                    place(origin, OptionalInt.empty()),
                    line(origin),
                    roles.getOrDefault(binding.binding().roleRef(), ValuePool.NONE),
                    binding.isUsed(),
                    binding.binding().subjects().stream()
                            .map(subject -> row(subject, binding))
                            .toList()));
        }
        return rows;
    }

    private List<Object> row(Subject subject, BindingCoverage binding) {
        return List.of(
                texts.number(subject.toString()),
                binding.isUsed() && !binding.unusedSubjects().contains(subject));
    }

    List<Object> row(EscalationFinding found) {
        return List.of(
                texts.number(found.subject().toString()),
                written(found.path().start()),
                found.path().steps().stream().map(this::row).toList(),
                found.cuts().stream().map(this::written).toList());
    }

    private List<Object> row(Step step) {
        return List.of(
                texts.number(step.technique().toString()),
                texts.number(step.certainty().toString()),
                written(step.by()),
                written(step.how()),
                written(step.capability()),
                texts.number(step.technique().link().toString()),
                step.uses().stream().flatMap(use -> rows(use).stream()).toList());
    }

    private List<Object> rows(UsedPermission use) {
        return use.grants().isEmpty()
                ? List.of(List.of(written(use.request()), ValuePool.NONE, ValuePool.NONE, ValuePool.NONE, 0))
                : use.grants().stream().map(grant -> (Object) row(use, grant)).toList();
    }

    private List<Object> row(UsedPermission use, Grant grant) {
        Origin origin = grant.rule().origin();
        return List.of(
                written(use.request()),
                written(grant.binding().id()),
                written(grant.rule().id()),
                place(origin, OptionalInt.of(grant.rule().id().index())),
                line(origin));
    }

    private int written(Object named) {
        return texts.number(namespaces.written(named.toString()));
    }

    private int place(@Nullable Origin origin, OptionalInt rule) {
        return origin == null ? ValuePool.NONE : places.number(Finding.Place.of(origin, rule));
    }

    private static int line(@Nullable Origin origin) {
        return origin == null ? 0 : origin.line();
    }
}
