package dev.kubeuser.report.internal;

import dev.kubeuser.rbac.Origin;
import dev.kubeuser.rbac.RbacBinding;
import dev.kubeuser.rbac.RbacPolicy;
import dev.kubeuser.rbac.RbacPolicyBuilder;
import dev.kubeuser.rbac.ServerFeature;
import dev.kubeuser.rbac.Subject;
import dev.kubeuser.rbac.UserInfo;
import dev.kubeuser.rbac.escalation.Escalation;
import dev.kubeuser.rbac.escalation.EscalationPath;
import dev.kubeuser.rbac.escalation.Goal;
import dev.kubeuser.rbac.internal.SubjectUser;
import dev.kubeuser.record.internal.PolicyObject;
import dev.kubeuser.record.internal.PolicyState;
import dev.kubeuser.record.internal.RunRecord;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * How a subject of the policy under test can become cluster-admin.
 *
 * @param subject the subject, named as in manifests
 * @param path the path, with the names of the run
 */
record WayUp(String subject, EscalationPath path) {

    /**
     * Returns the way of each subject that has one, in whichever of the recorded policies and on whichever of the recorded
     * versions. Takes certain and likely steps. What was applied to several namespaces is searched once.
     */
    static List<WayUp> of(RunRecord runRecord) {
        Map<String, WayUp> ways = new LinkedHashMap<>();
        List<Set<ServerFeature>> versions = runRecord.serverFeatures();
        Set<Set<Origin>> searched = new HashSet<>();
        for (PolicyState state : runRecord.states()) {
            if (!searched.add(state.objects().stream().map(PolicyObject::origin).collect(Collectors.toSet()))) {
                continue;
            }
            Map<UserInfo, String> subjects = new LinkedHashMap<>();
            subjects(state)
                    .forEach(subject -> subjects.put(
                            SubjectUser.of(subject), runRecord.namespaces().written(subject.toString())));
            for (Set<ServerFeature> features : versions) {
                subjects.values().removeAll(ways.keySet());
                if (!subjects.isEmpty()) {
                    Escalation.in(state.policy())
                            .with(features)
                            .findAll(subjects.keySet(), new Goal.ClusterAdmin())
                            .forEach((user, path) -> {
                                String subject = Objects.requireNonNull(subjects.get(user));
                                ways.put(subject, new WayUp(subject, path));
                            });
                }
            }
        }
        return List.copyOf(ways.values());
    }

    private static List<Subject> subjects(PolicyState state) {
        RbacPolicyBuilder underTest = RbacPolicy.builder();
        state.objects().stream().map(PolicyObject::object).forEach(underTest::add);
        return underTest.build().bindings().stream()
                .map(RbacBinding::subjects)
                .flatMap(List::stream)
                .distinct()
                .toList();
    }
}
