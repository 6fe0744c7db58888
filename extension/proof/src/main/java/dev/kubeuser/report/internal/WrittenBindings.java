package dev.kubeuser.report.internal;

import dev.kubeuser.coverage.internal.BindingCoverage;
import dev.kubeuser.manifest.ManifestObject;
import dev.kubeuser.rbac.Origin;
import dev.kubeuser.rbac.Subject;
import dev.kubeuser.record.internal.PolicyObject;
import dev.kubeuser.record.internal.RunRecord;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * The bindings as written, for the places of what is said about them.
 *
 * @param objects the objects of the policy by their places
 */
record WrittenBindings(Map<Origin, ManifestObject> objects) {

    static WrittenBindings of(RunRecord runRecord) {
        return new WrittenBindings(runRecord.writtenObjects().stream()
                .collect(Collectors.toMap(PolicyObject::origin, PolicyObject::source)));
    }

    /** Returns the place of a binding's name: its first line, with {@code apiVersion}, says nothing about it. */
    Origin name(BindingCoverage covered) {
        return written(covered).nearestOrigin("metadata.name");
    }

    Origin subject(BindingCoverage covered, Subject subject) {
        int index = covered.binding().subjects().indexOf(subject);
        return written(covered).nearestOrigin("subjects[" + index + "]");
    }

    private ManifestObject written(BindingCoverage covered) {
        return Objects.requireNonNull(objects.get(covered.binding().origin()));
    }
}
