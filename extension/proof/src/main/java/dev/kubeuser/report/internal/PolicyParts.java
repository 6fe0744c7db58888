// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.report.internal;

import dev.kubeuser.analysis.internal.Coverage.BindingCoverage;
import dev.kubeuser.analysis.internal.PolicyPlace;
import dev.kubeuser.analysis.internal.RunAnalysis;
import dev.kubeuser.manifest.ManifestObject;
import dev.kubeuser.rbac.Origin;
import dev.kubeuser.rbac.Subject;
import dev.kubeuser.record.internal.PolicyObject;
import dev.kubeuser.record.internal.RunRecord;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * The rules, bindings and other objects of the policy as written, by their places.
 *
 * @param parts those that have a place
 * @param objects the objects
 */
record PolicyParts(Map<PolicyPlace, Part> parts, Map<PolicyPlace, ManifestObject> objects) {

    /**
     * A rule, a binding, or another object.
     *
     * @param title its name, for example {@code rule 1 of Role dev/reader}
     * @param origin its file and line
     */
    record Part(String title, Origin origin) {}

    static PolicyParts of(RunAnalysis analysis) {
        PolicyParts written = new PolicyParts(new HashMap<>(), new HashMap<>());
        RunRecord runRecord = analysis.runRecord();
        for (PolicyObject object : runRecord.writtenObjects()) {
            PolicyPlace place = PolicyPlace.of(object.origin());
            written.objects.put(place, object.source());
            written.parts.put(place, new Part(SourceObject.title(object, runRecord.namespaces()), object.origin()));
        }
        analysis.coverage()
                .bindings()
                .forEach(covered -> written.parts.put(
                        PolicyPlace.of(covered.binding()),
                        new Part(covered.binding().id().toString(), written.name(covered))));
        analysis.coverage()
                .rules()
                .forEach(covered -> written.parts.put(
                        PolicyPlace.of(covered.rule()),
                        new Part(
                                covered.rule().id().toString(),
                                Objects.requireNonNull(covered.rule().origin()))));
        return written;
    }

    /** Returns what is there; nothing if its object is not in the policy. */
    Optional<Part> at(PolicyPlace place) {
        return Optional.ofNullable(parts.get(place))
                .or(() -> Optional.ofNullable(parts.get(place.ofObject()))
                        .map(object ->
                                new Part("rule " + (place.rule() + 1) + " of " + object.title(), object.origin())));
    }

    /** Returns the place of a binding's name: its first line, with {@code apiVersion}, does not identify it. */
    Origin name(BindingCoverage covered) {
        return written(covered).nearestOrigin("metadata.name");
    }

    Origin subject(BindingCoverage covered, Subject subject) {
        int index = covered.binding().subjects().indexOf(subject);
        return written(covered).nearestOrigin("subjects[" + index + "]");
    }

    private ManifestObject written(BindingCoverage covered) {
        return Objects.requireNonNull(objects.get(PolicyPlace.of(covered.binding())));
    }
}
