package dev.kubeuser.report.internal;

import dev.kubeuser.analysis.internal.RunAnalysis;
import dev.kubeuser.rbac.Origin;
import dev.kubeuser.record.internal.PolicyObject;
import dev.kubeuser.record.internal.RunRecord;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * The rules, bindings and other objects of the policy, by their places.
 *
 * @param parts those that have a place
 */
record PolicyParts(Map<ReportedFinding.Place, Part> parts) {

    /**
     * A rule, a binding, or another object.
     *
     * @param title its name, for example {@code rule 1 of Role dev/reader}
     * @param origin its file and line
     */
    record Part(String title, Origin origin) {}

    static PolicyParts of(RunAnalysis analysis) {
        Map<ReportedFinding.Place, Part> parts = new HashMap<>();
        RunRecord runRecord = analysis.runRecord();
        for (PolicyObject object : runRecord.writtenObjects()) {
            parts.put(
                    ReportedFinding.Place.ofBinding(object.origin()),
                    new Part(SourceObject.title(object, runRecord.namespaces()), object.origin()));
        }
        WrittenBindings written = WrittenBindings.of(runRecord);
        analysis.coverage()
                .bindings()
                .forEach(covered -> parts.put(
                        ReportedFinding.Place.ofBinding(
                                Objects.requireNonNull(covered.binding().origin())),
                        new Part(covered.binding().id().toString(), written.name(covered))));
        analysis.coverage()
                .rules()
                .forEach(covered -> parts.put(
                        ReportedFinding.Place.of(covered.rule()),
                        new Part(
                                covered.rule().id().toString(),
                                Objects.requireNonNull(covered.rule().origin()))));
        return new PolicyParts(parts);
    }

    /** Returns what is there; nothing if its object is not in the policy. */
    Optional<Part> at(ReportedFinding.Place place) {
        return Optional.ofNullable(parts.get(place))
                .or(() -> Optional.ofNullable(parts.get(place.ofObject()))
                        .map(object ->
                                new Part("rule " + (place.rule() + 1) + " of " + object.title(), object.origin())));
    }
}
