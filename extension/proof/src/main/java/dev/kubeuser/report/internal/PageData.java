// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.report.internal;

import dev.kubeuser.analysis.internal.Coverage.PermissionCoverage;
import dev.kubeuser.analysis.internal.Coverage.RuleCoverage;
import dev.kubeuser.analysis.internal.NarrowedPolicy;
import dev.kubeuser.analysis.internal.Permission;
import dev.kubeuser.analysis.internal.PolicyPlace;
import dev.kubeuser.analysis.internal.RunAnalysis;
import dev.kubeuser.analysis.internal.SmallestRoles;
import dev.kubeuser.analysis.internal.SuggestedAssertion;
import dev.kubeuser.base.internal.Printable;
import dev.kubeuser.credential.CertificateTimeline;
import dev.kubeuser.rbac.Subject;
import dev.kubeuser.rbac.UserInfo;
import dev.kubeuser.rbac.escalation.EscalationFinding;
import dev.kubeuser.record.internal.Denial;
import dev.kubeuser.record.internal.RecordedDecision;
import dev.kubeuser.record.internal.RunRecord;
import dev.kubeuser.report.internal.SourceObject.PolicyParts;
import dev.kubeuser.request.NonResourceAttributes;
import dev.kubeuser.request.RequestAttributes;
import dev.kubeuser.request.ResourceAttributes;
import dev.kubeuser.run.TestCase;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The data of {@code report.html}: each record is a JSON object, each component a field of that name, by which the
 * script reads it. It is not for programs: {@code report.json} is.
 *
 * @param kinds the kinds of findings, the worst first
 * @param findings the findings, rule by rule, the worst first
 * @param paste the test methods with suggestions
 * @param access the access matrix
 * @param tests what each test contributed
 * @param needs what each subject needs, and has beyond that
 * @param narrowed what changes in the files of the narrowed policy
 * @param certificates how users got their certificates, in order of time
 * @param denials what was refused, by the missing rule
 * @param graph who gets what through what
 * @param paths how subjects become cluster-admin
 * @param objects the policy, object by object
 */
record PageData(
        List<Kind> kinds,
        List<Found> findings,
        List<SuggestedAssertion.Method> paste,
        List<AccessEntry> access,
        List<Test> tests,
        List<Needs> needs,
        List<NarrowedPolicy.Change> narrowed,
        List<Certificate> certificates,
        List<Denied> denials,
        GrantGraph graph,
        List<Path> paths,
        List<SourceObject> objects) {

    /** A kind of findings: a name for one and for several, its class in the style sheet, and what to do about it. */
    record Kind(String one, String several, String style, boolean isOpen, String help) {
        static Kind of(FindingKind kind) {
            return new Kind(kind.counted(1).noun(), kind.counted(2).noun(), kind.style(), kind.isOpen(), kind.help());
        }
    }

    /** A rule, a binding or another object; {@code object} is its index, if it is in the policy. */
    record Place(String title, @Nullable Integer object) {}

    /** A finding; a killed mutant has its tests. */
    record Found(
            Kind kind,
            Place place,
            String text,
            int line,
            JsonReport.@Nullable Assertion suggestion,
            @Nullable String link,
            List<TestCase> tests) {
        static Found of(ReportedFinding found, Place place) {
            return new Found(
                    Kind.of(found.kind()),
                    place,
                    found.text(),
                    found.line(),
                    JsonReport.Assertion.of(found.suggestion()),
                    found.link(),
                    found.tests());
        }
    }

    /**
     * A line of the access matrix: the answer that a subject got to one question.
     *
     * @param subject the user name, with groups if the user has any of its own; or {@code Group} and its name
     * @param verb the verb
     * @param resource the resource as kubectl writes it, with the name and the selectors if there are any; or a URL
     * @param namespace the namespace; empty if cluster-wide
     * @param outcome {@code allowed}, {@code denied}, or {@code both} if the policy changed
     * @param asserted how often assertions asked
     * @param requested how often a request was really sent
     * @param inferred how often another request needed it, as far as the policy shows
     */
    record AccessEntry(
            String subject,
            String verb,
            String resource,
            String namespace,
            String outcome,
            long asserted,
            long requested,
            long inferred) {

        /** What decisions of one line have in common. */
        record Asked(AskedBy subject, RequestAttributes request) {
            static Asked of(RecordedDecision recorded) {
                return new Asked(AskedBy.of(recorded.user()), recorded.request());
            }
        }

        /** Returns all entries, sorted by their columns. */
        static Map<Asked, AccessEntry> of(RunRecord runRecord) {
            Map<Asked, AccessEntry> entries = new LinkedHashMap<>();
            runRecord.states().stream()
                    .flatMap(state -> state.decisions().stream())
                    .collect(Collectors.groupingBy(Asked::of))
                    .entrySet()
                    .stream()
                    .map(same -> Map.entry(same.getKey(), of(same.getKey(), same.getValue())))
                    .sorted(Map.Entry.comparingByValue(Comparator.comparing(AccessEntry::subject)
                            .thenComparing(AccessEntry::namespace)
                            .thenComparing(AccessEntry::resource)
                            .thenComparing(AccessEntry::verb)))
                    .forEach(entry -> entries.put(entry.getKey(), entry.getValue()));
            return entries;
        }

        private static AccessEntry of(Asked asked, List<RecordedDecision> same) {
            return new AccessEntry(
                    asked.subject().toString(),
                    asked.request().verb(),
                    resource(asked.request()),
                    asked.request().namespace(),
                    outcome(same),
                    count(same, one -> one.source() != RecordedDecision.Source.REQUEST),
                    count(same, one -> one.source() != RecordedDecision.Source.ASSERTION && !one.inferred()),
                    count(same, RecordedDecision::inferred));
        }

        private static long count(List<RecordedDecision> same, Predicate<RecordedDecision> wanted) {
            return same.stream().filter(wanted).count();
        }

        private static String resource(RequestAttributes request) {
            return request instanceof ResourceAttributes asked
                    ? Printable.text(asked.target())
                    : ((NonResourceAttributes) request).path();
        }

        private static String outcome(List<RecordedDecision> same) {
            List<Boolean> answers =
                    same.stream().map(RecordedDecision::allowed).distinct().toList();
            if (answers.size() == 2) {
                return "both";
            }
            return answers.get(0) ? "allowed" : "denied";
        }

        /**
         * Subjects differ by name and by groups, except for groups that follow from the name.
         *
         * @param name the user name; empty for a question about a group itself
         * @param groups the groups in order, without those that follow from the name
         */
        record AskedBy(String name, List<String> groups) {

            static AskedBy of(UserInfo user) {
                Set<String> implied = implied(user.name());
                List<String> own = user.groups().stream()
                        .filter(group -> !implied.contains(group))
                        .sorted()
                        .toList();
                boolean isGroupOfAll = user.name().isEmpty() && own.isEmpty();
                return new AskedBy(user.name(), isGroupOfAll ? List.copyOf(user.groups()) : own);
            }

            private static Set<String> implied(String name) {
                return UserInfo.of(UserInfo.exactly(name).subject()).groups();
            }

            /**
             * Always shows the groups of a user, even if no other user has the same name. So the name of a row does not
             * depend on other rows.
             *
             * @return for example {@code alice}, {@code alice (developers, sre)}, {@code ServiceAccount ci/deployer},
             *     {@code Group developers}
             */
            @Override
            public String toString() {
                String all = String.join(", ", groups);
                if (name.isEmpty()) {
                    return "Group " + all;
                }
                String readable = Subject.textOf(name);
                return groups.isEmpty() ? readable : readable + " (" + all + ")";
            }
        }
    }

    /** What a test asked, sent and covered, and the first lines of its failure if it failed. */
    record Test(TestCase test, @Nullable String failure, Set<Decided> decisions, List<Covered> covered) {}

    /** A recorded decision: the answer that it is of, and how it came about. */
    record Decided(AccessEntry answer, boolean allowed, String how) {
        static Decided of(RecordedDecision recorded, AccessEntry answer) {
            String source = recorded.source().name().toLowerCase(Locale.ROOT).replace('_', ' ');
            return new Decided(answer, recorded.allowed(), source + (recorded.inferred() ? ", inferred" : ""));
        }
    }

    /** A permission that a test covers. */
    record Covered(String permission, Place place) {}

    /** The smallest roles of a subject, line by line, and its excess permissions, rule by rule. */
    record Needs(String subject, List<String> yaml, List<Excess> excess, List<String> inferred) {
        static Needs of(SmallestRoles needs) {
            return new Needs(
                    needs.subject(),
                    needs.yaml().lines().toList(),
                    needs.excessByRule().entrySet().stream()
                            .map(rule -> Excess.of(rule.getKey(), rule.getValue()))
                            .toList(),
                    needs.inferred().stream().map(Object::toString).toList());
        }
    }

    /** The permissions of a rule that a binding grants and no test needs. */
    record Excess(String binding, String rule, boolean neededInPart, List<String> permissions) {
        static Excess of(SmallestRoles.ExcessRule rule, List<Permission> permissions) {
            return new Excess(
                    rule.binding().toString(),
                    rule.rule().id().toString(),
                    rule.isNeededInPart(),
                    permissions.stream().map(Permission::toString).toList());
        }
    }

    /** How a user got a certificate. */
    record Certificate(String user, String begin, List<Step> steps) {

        /** A step, and the time since the first one. */
        record Step(String name, long micros) {}

        static List<Certificate> of(List<CertificateTimeline> timelines) {
            return timelines.stream()
                    .filter(timeline -> !timeline.steps().isEmpty())
                    .sorted(Comparator.comparing(Certificate::begin))
                    .map(Certificate::of)
                    .toList();
        }

        private static Instant begin(CertificateTimeline timeline) {
            return timeline.steps().get(0).at();
        }

        private static Certificate of(CertificateTimeline timeline) {
            Instant begin = begin(timeline);
            return new Certificate(
                    timeline.user(),
                    begin.toString(),
                    timeline.steps().stream()
                            .map(step -> new Step(
                                    step.phase().name().toLowerCase(Locale.ROOT),
                                    Duration.between(begin, step.at()).toNanos() / 1000))
                            .toList());
        }
    }

    /** A refused request: a sentence, the lines of its failure below that, and the missing rule as YAML. */
    record Denied(String sentence, @Nullable TestCase test, List<String> lines, String rule) {
        static Denied of(Denial denial) {
            return new Denied(
                    denial.sentence(),
                    denial.test(),
                    denial.lines().stream().skip(1).toList(),
                    String.join("\n", denial.remedy().yaml()));
        }
    }

    /** An escalation path, and the identity that it starts from. */
    record Path(String start, JsonReport.Path path) {
        static Path of(EscalationFinding found, Report report) {
            return new Path(
                    report.analysis()
                            .runRecord()
                            .namespaces()
                            .written(found.path().start().toString()),
                    JsonReport.Path.of(found, report));
        }
    }

    static PageData of(Report report, List<ReportedFinding> findings) {
        RunAnalysis analysis = report.analysis();
        RunRecord runRecord = analysis.runRecord();
        List<SourceObject> objects = runRecord.writtenObjects().stream()
                .map(object -> SourceObject.of(object, analysis, runRecord.namespaces()))
                .toList();
        Function<PolicyPlace, Place> places = places(analysis, objects);
        Map<AccessEntry.Asked, AccessEntry> access = AccessEntry.of(runRecord);
        return new PageData(
                Stream.of(FindingKind.values())
                        .filter(FindingKind::isOfPolicy)
                        .map(Kind::of)
                        .toList(),
                findings.stream()
                        .map(found -> Found.of(found, places.apply(found.place())))
                        .toList(),
                SuggestedAssertion.methods(analysis.suggestions(), runRecord.language()),
                List.copyOf(access.values()),
                tests(runRecord, findings, decisions(runRecord, access), covered(analysis, places)),
                analysis.leastPrivilege().needs().stream().map(Needs::of).toList(),
                analysis.narrowed().changes(),
                Certificate.of(runRecord.certificates()),
                analysis.denialsByRule().stream().map(Denied::of).toList(),
                GrantGraph.of(analysis),
                analysis.escalations().stream()
                        .map(found -> Path.of(found, report))
                        .toList(),
                objects);
    }

    /** Returns the places as the page names them. One whose object is not in the policy has no source. */
    private static Function<PolicyPlace, Place> places(RunAnalysis analysis, List<SourceObject> objects) {
        PolicyParts parts = PolicyParts.of(analysis);
        Map<PolicyPlace, Integer> indexes = new HashMap<>();
        objects.forEach(object -> indexes.put(PolicyPlace.of(object.origin()), indexes.size()));
        return place -> new Place(
                parts.at(place).map(PolicyParts.Part::title).orElse(place.file()), indexes.get(place.ofObject()));
    }

    private static List<Test> tests(
            RunRecord runRecord,
            List<ReportedFinding> findings,
            Map<TestCase, Set<Decided>> decisions,
            Map<TestCase, List<Covered>> covered) {
        Map<TestCase, String> failures = new LinkedHashMap<>();
        runRecord.tests().failed().forEach(failed -> failures.put(failed.test(), failed.message()));
        return Stream.of(
                        failures.keySet().stream(),
                        findings.stream().flatMap(found -> found.tests().stream()),
                        decisions.keySet().stream(),
                        covered.keySet().stream())
                .flatMap(each -> each)
                .distinct()
                .map(test -> new Test(
                        test,
                        failures.get(test),
                        decisions.getOrDefault(test, Set.of()),
                        covered.getOrDefault(test, List.of())))
                .toList();
    }

    private static Map<TestCase, Set<Decided>> decisions(
            RunRecord runRecord, Map<AccessEntry.Asked, AccessEntry> access) {
        Map<TestCase, Set<Decided>> decisions = new LinkedHashMap<>();
        runRecord.states().stream()
                .flatMap(state -> state.decisions().stream())
                .filter(recorded -> recorded.test() != null)
                .forEach(recorded -> decisions
                        .computeIfAbsent(Objects.requireNonNull(recorded.test()), test -> new LinkedHashSet<>())
                        .add(Decided.of(recorded, Objects.requireNonNull(access.get(AccessEntry.Asked.of(recorded))))));
        return decisions;
    }

    private static Map<TestCase, List<Covered>> covered(RunAnalysis analysis, Function<PolicyPlace, Place> places) {
        Map<TestCase, List<Covered>> covered = new LinkedHashMap<>();
        for (RuleCoverage rule : analysis.coverage().rules()) {
            Place place = places.apply(PolicyPlace.of(rule.rule()));
            for (PermissionCoverage permission : rule.permissions()) {
                Covered found = new Covered(permission.permission().toString(), place);
                permission
                        .tests()
                        .forEach(test -> covered.computeIfAbsent(test, first -> new ArrayList<>())
                                .add(found));
            }
        }
        return covered;
    }
}
