// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.report.internal;

import dev.kubeuser.analysis.internal.Coverage;
import dev.kubeuser.analysis.internal.Coverage.BindingCoverage;
import dev.kubeuser.analysis.internal.Coverage.PermissionCoverage;
import dev.kubeuser.analysis.internal.Coverage.RuleCoverage;
import dev.kubeuser.analysis.internal.Coverage.Share;
import dev.kubeuser.analysis.internal.Permission;
import dev.kubeuser.analysis.internal.PolicyPlace;
import dev.kubeuser.analysis.internal.RunAnalysis;
import dev.kubeuser.base.internal.Counted;
import dev.kubeuser.base.internal.Printable;
import dev.kubeuser.manifest.ManifestObject;
import dev.kubeuser.rbac.Origin;
import dev.kubeuser.rbac.Subject;
import dev.kubeuser.record.internal.PolicyObject;
import dev.kubeuser.record.internal.RunRecord;
import dev.kubeuser.run.internal.OwnNamespaces;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A role or binding as written, with what the tests proved about its lines.
 *
 * @param title kind, namespace and name
 * @param origin where it begins
 * @param lines its lines there
 */
record SourceObject(String title, Origin origin, List<Line> lines) {

    static SourceObject of(PolicyObject object, RunAnalysis analysis, OwnNamespaces own) {
        ManifestObject written = object.source();
        Marks marks = new Marks(object, analysis.coverage());
        List<Line> lines = new ArrayList<>();
        int number = written.line("");
        for (String text : written.source()) {
            lines.add(new Line(own.written(text), marks.mark(number), marks.note(number)));
            number++;
        }
        return new SourceObject(title(object, own), written.origin(), lines);
    }

    static String title(PolicyObject object, OwnNamespaces own) {
        ManifestObject written = object.source();
        return own.written(written.kind() + " "
                + written.namespace().map(namespace -> namespace + "/").orElse("") + written.name());
    }

    /**
     * A line of the policy under test.
     *
     * @param text the text of the line, printable
     * @param mark whether its content was needed
     * @param note details of the mark, or empty
     */
    record Line(String text, Mark mark, String note) {

        /** Makes the text printable: characters that reverse text would show a policy other than the one in force. */
        Line {
            text = Printable.text(text.replace("\t", "    "));
        }

        /** Whether tests needed the content of a line. */
        enum Mark {
            NOTHING,
            COVERED,
            PARTLY,
            UNUSED,
            REDUNDANT
        }
    }

    /**
     * Marks what was needed of each line of a role or binding. A line stands for the permissions that would be lost
     * without it.
     */
    private static final class Marks {

        private final ManifestObject written;
        private final Map<Integer, Set<PermissionCoverage>> permissions = new HashMap<>();
        private final Map<Integer, Line.Mark> others = new HashMap<>();
        private final Map<Integer, String> notes = new HashMap<>();

        Marks(PolicyObject object, Coverage coverage) {
            this.written = object.source();
            coverage.rules().stream()
                    .filter(covered -> isHere(covered.rule().origin()) || isMarkerOf(covered))
                    .forEach(this::add);
            coverage.bindings().stream()
                    .filter(covered -> isHere(covered.binding().origin()))
                    .forEach(this::add);
        }

        private boolean isHere(@Nullable Origin origin) {
            return origin != null && origin.isInObjectOf(written.origin());
        }

        /** The rules of a role that is generated from markers are in several files. */
        private boolean isMarkerOf(RuleCoverage covered) {
            return written.nearestOrigin(path(covered)).equals(covered.rule().origin());
        }

        private static String path(RuleCoverage covered) {
            return "rules[" + covered.rule().id().index() + "]";
        }

        private void add(RuleCoverage covered) {
            String rule = path(covered);
            for (PermissionCoverage each : covered.permissions()) {
                put(rule, each);
                Permission permission = each.permission();
                put(rule + ".verbs", covered.rule().verbs(), permission.verb(), each);
                put(rule + ".apiGroups", covered.rule().apiGroups(), permission.apiGroup(), each);
                put(rule + ".resources", covered.rule().resources(), permission.resource(), each);
                put(rule + ".resourceNames", covered.rule().resourceNames(), permission.resourceName(), each);
                put(rule + ".nonResourceURLs", covered.rule().nonResourceUrls(), permission.nonResourceUrl(), each);
            }
            notes.merge(written.line(rule), note(covered), (one, other) -> one + "; " + other);
        }

        private void put(String list, List<String> entries, String entry, PermissionCoverage covered) {
            int index = entries.indexOf(entry);
            if (index >= 0) {
                put(list + "[" + index + "]", covered);
            }
        }

        private void put(String path, PermissionCoverage covered) {
            permissions
                    .computeIfAbsent(written.line(path), line -> new LinkedHashSet<>())
                    .add(covered);
        }

        private static String note(RuleCoverage covered) {
            Share needed = Share.of(covered.counted());
            return (covered.isBound()
                            ? needed.count() + " of " + Counted.of(needed.total(), "permission") + " covered"
                            : "no binding grants it")
                    + list("; never: ", covered, each -> covered.isBound() && each.isAsked() && !each.isCovered())
                    + list("; never asked for: ", covered, each -> !each.isAsked())
                    + list("; redundant: ", covered, PermissionCoverage::isRedundant);
        }

        private static String list(String before, RuleCoverage covered, Predicate<PermissionCoverage> wanted) {
            String found = covered.permissions().stream()
                    .filter(wanted)
                    .map(each -> each.permission().toString())
                    .collect(Collectors.joining(", "));
            return found.isEmpty() ? "" : before + found;
        }

        private void add(BindingCoverage covered) {
            int name = written.nearestOrigin("metadata.name").line();
            for (int line : List.of(name, written.nearestOrigin("roleRef").line())) {
                others.put(line, covered.isUsed() ? Line.Mark.COVERED : Line.Mark.UNUSED);
            }
            notes.put(name, covered.isUsed() ? "binding used" : "binding never used");
            int index = 0;
            for (Subject subject : covered.binding().subjects()) {
                boolean isUnused = covered.unusedSubjects().contains(subject);
                int line = written.line("subjects[" + index++ + "]");
                others.put(line, isUnused ? Line.Mark.UNUSED : Line.Mark.COVERED);
                if (isUnused) {
                    notes.merge(line, "never used: " + subject, (one, other) -> one + "; " + other);
                }
            }
        }

        Line.Mark mark(int line) {
            Set<PermissionCoverage> all = permissions.getOrDefault(line, Set.of());
            if (all.isEmpty()) {
                return others.getOrDefault(line, Line.Mark.NOTHING);
            }
            List<PermissionCoverage> here =
                    all.stream().filter(PermissionCoverage::isAsked).toList();
            if (here.stream().noneMatch(PermissionCoverage::isCovered)) {
                return Line.Mark.UNUSED;
            }
            if (here.stream().allMatch(PermissionCoverage::isRedundant)) {
                return Line.Mark.REDUNDANT;
            }
            return here.stream().allMatch(PermissionCoverage::isCovered) ? Line.Mark.COVERED : Line.Mark.PARTLY;
        }

        String note(int line) {
            return notes.getOrDefault(line, "");
        }
    }

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
}
