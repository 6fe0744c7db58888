// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.report.internal;

import dev.kubeuser.analysis.internal.Coverage.BindingCoverage;
import dev.kubeuser.analysis.internal.Coverage.PermissionCoverage;
import dev.kubeuser.analysis.internal.Coverage.RuleCoverage;
import dev.kubeuser.analysis.internal.Coverage.Share;
import dev.kubeuser.analysis.internal.CoveringAssertions;
import dev.kubeuser.analysis.internal.MutationAnalysis.MutantResult;
import dev.kubeuser.analysis.internal.RunAnalysis;
import dev.kubeuser.analysis.internal.SmallestRoles;
import dev.kubeuser.analysis.internal.SuggestedAssertion.Suggestion;
import dev.kubeuser.analysis.internal.Thresholds.Requirement;
import dev.kubeuser.base.internal.Json;
import dev.kubeuser.lint.internal.PolicyFindings.PolicyFinding;
import dev.kubeuser.rbac.Origin;
import dev.kubeuser.rbac.Subject;
import dev.kubeuser.rbac.escalation.Certainty;
import dev.kubeuser.rbac.escalation.EscalationFinding;
import dev.kubeuser.rbac.escalation.RiskFinding;
import dev.kubeuser.rbac.escalation.Technique;
import dev.kubeuser.rbac.escalation.internal.Step;
import dev.kubeuser.rbac.internal.Remedy;
import dev.kubeuser.record.internal.Denial;
import dev.kubeuser.record.internal.RecordedDecision;
import dev.kubeuser.record.internal.RunRecord;
import dev.kubeuser.report.internal.BuildEvidence.BuildFacts;
import dev.kubeuser.request.NonResourceAttributes;
import dev.kubeuser.request.RequestAttributes;
import dev.kubeuser.request.ResourceAttributes;
import dev.kubeuser.run.TestCase;
import dev.kubeuser.run.internal.OwnNamespaces;
import dev.kubeuser.run.internal.RunningTests.TestOutcomes;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The schema of {@code report.json}: each record is a JSON object, each component a field of that name. Fields may be
 * added. If the meaning of a field changes or a field is removed, {@code schemaVersion} increases.
 *
 * @param schemaVersion the version of this schema
 * @param build what was built and tested, and on what
 * @param tests how the tests ended
 * @param missing what the report lacks, a sentence each
 * @param thresholds the thresholds of the run, and whether it meets them
 * @param figures the figures by which runs can be compared
 * @param permissions the share of covered permissions
 * @param bindingsUsed the share of used bindings
 * @param mutants the share of killed mutants among those that are not equivalent
 * @param decisions the number of recorded decisions
 * @param inferred the number of decisions that were concluded from the policy and the answer to another request
 * @param unexplained the number of decisions that the policy does not explain, and that are not counted
 * @param requests the number of recorded requests, by source
 * @param rules the policy's rules
 * @param bindings the policy's bindings
 * @param mutations all mutants
 * @param leastPrivilege what each subject needs, and what it is granted beyond that
 * @param escalationPaths the subjects of the policy that can become cluster-admin, those with the fewest steps first
 * @param risks the risky permissions of the policy
 * @param findings parts of the policy without effect, which no figure includes
 * @param denials what was refused to subjects although no test expected it
 */
record JsonReport(
        int schemaVersion,
        BuildFacts build,
        TestOutcomes tests,
        List<String> missing,
        List<Threshold> thresholds,
        Map<String, Long> figures,
        Ratio permissions,
        Ratio bindingsUsed,
        Ratio mutants,
        long decisions,
        long inferred,
        long unexplained,
        RunRecord.RequestCounts requests,
        List<Rule> rules,
        List<Binding> bindings,
        List<Mutation> mutations,
        List<Needs> leastPrivilege,
        List<Path> escalationPaths,
        List<RiskyPermission> risks,
        List<PolicyFinding> findings,
        List<Denied> denials) {

    static final int VERSION = 1;

    /** A part of a total; {@code ratio} is from 0 to 1. */
    record Ratio(long count, long total, double ratio) {
        static Ratio of(Share share) {
            return new Ratio(share.count(), share.total(), share.ratio());
        }
    }

    /** A rule: its role, its index there, its file and line, and whether a binding grants it. */
    record Rule(String role, int index, @Nullable Origin origin, boolean bound, List<Permission> permissions) {
        static Rule of(RuleCoverage rule, CoveringAssertions covering) {
            return new Rule(
                    rule.rule().id().role().toString(),
                    rule.rule().id().index(),
                    rule.rule().origin(),
                    rule.isBound(),
                    IntStream.range(0, rule.permissions().size())
                            .mapToObj(index -> Permission.of(
                                    rule.permissions().get(index),
                                    covering.ofPermission(rule.rule(), index).orElse(null)))
                            .toList());
        }
    }

    /**
     * A permission for resources or for a URL; the fields of the other kind are empty. {@code suggestion} would cover
     * it.
     */
    record Permission(
            String verb,
            String apiGroup,
            String resource,
            String resourceName,
            String nonResourceUrl,
            boolean asked,
            boolean covered,
            boolean redundant,
            List<TestCase> tests,
            @Nullable Assertion suggestion) {
        static Permission of(PermissionCoverage covered, @Nullable Suggestion suggestion) {
            return new Permission(
                    covered.permission().verb(),
                    covered.permission().apiGroup(),
                    covered.permission().resource(),
                    covered.permission().resourceName(),
                    covered.permission().nonResourceUrl(),
                    covered.isAsked(),
                    covered.isCovered(),
                    covered.isRedundant(),
                    covered.tests(),
                    Assertion.of(suggestion));
        }
    }

    record Threshold(String what, String required, String found, boolean isMet) {
        static Threshold of(Requirement requirement) {
            return new Threshold(requirement.what(), requirement.required(), requirement.found(), requirement.isMet());
        }
    }

    /** A statement in Java and the parameters of a test method that declare what it uses, or a line of a table. */
    record Assertion(String source, List<String> parameters) {
        static @Nullable Assertion of(@Nullable Suggestion suggestion) {
            return suggestion == null ? null : new Assertion(suggestion.source(), suggestion.parameters());
        }
    }

    /** A binding, and those of its subjects that it allowed nothing; {@code suggestion} would use the first of them. */
    record Binding(
            String binding,
            @Nullable Origin origin,
            boolean used,
            List<String> unusedSubjects,
            @Nullable Assertion suggestion) {
        static Binding of(BindingCoverage covered, CoveringAssertions covering) {
            return new Binding(
                    covered.binding().id().toString(),
                    covered.binding().origin(),
                    covered.isUsed(),
                    covered.unusedSubjects().stream().map(Subject::toString).toList(),
                    Assertion.of(covered.unusedSubjects().stream()
                            .flatMap(subject -> covering.ofSubject(covered, subject).stream())
                            .findFirst()
                            .orElse(null)));
        }
    }

    /**
     * A mutant; {@code status} is KILLED, SURVIVED, EQUIVALENT or UNDECIDED, {@code suggestion} would kill a survivor.
     */
    record Mutation(
            String operator,
            String object,
            Origin origin,
            String description,
            MutantResult.Status status,
            List<TestCase> killedBy,
            @Nullable Assertion suggestion) {
        static Mutation of(MutantResult result) {
            return new Mutation(
                    result.mutant().operator().name(),
                    result.mutant().object(),
                    result.mutant().origin(),
                    result.mutant().description(),
                    result.status(),
                    result.killedBy(),
                    Assertion.of(result.suggestion()));
        }
    }

    static JsonReport of(Report report) {
        RunAnalysis analysis = report.analysis();
        return new JsonReport(
                VERSION,
                report.build(),
                analysis.runRecord().tests(),
                report.missing(),
                report.requirements().stream().map(Threshold::of).toList(),
                Figures.of(analysis).byName(),
                Ratio.of(analysis.coverage().covered()),
                Ratio.of(analysis.coverage().used()),
                Ratio.of(analysis.mutations().killed()),
                analysis.decisions(),
                analysis.inferred(),
                analysis.unexplained(),
                analysis.requests(),
                analysis.coverage().rules().stream()
                        .map(rule -> Rule.of(rule, analysis.covering()))
                        .toList(),
                analysis.coverage().bindings().stream()
                        .map(binding -> Binding.of(binding, analysis.covering()))
                        .toList(),
                analysis.mutations().results().stream().map(Mutation::of).toList(),
                analysis.leastPrivilege().needs().stream().map(Needs::of).toList(),
                analysis.paths().stream().map(found -> Path.of(found, report)).toList(),
                analysis.risks().stream().map(RiskyPermission::of).toList(),
                analysis.findings(),
                analysis.denials().stream().map(Denied::of).toList());
    }

    String text() {
        return Json.pretty(this);
    }

    /**
     * An escalation path: its subject, its steps, cuts that each close it, and whether the file of accepted risks names
     * it.
     */
    record Path(String subject, List<PathStep> steps, List<List<String>> cuts, boolean accepted) {
        static Path of(EscalationFinding found, Report report) {
            OwnNamespaces namespaces = report.analysis().runRecord().namespaces();
            return new Path(
                    found.subject().toString(),
                    found.path().steps().stream()
                            .map(step -> PathStep.of(step, namespaces))
                            .toList(),
                    found.cuts().stream()
                            .map(cut -> cut.changes().stream()
                                    .map(change -> namespaces.written(change.toString()))
                                    .toList())
                            .toList(),
                    report.thresholds().isAccepted(found));
        }
    }

    /**
     * A step: who does what by which permissions, what it gives, the page that documents it, and its identifiers in
     * other scanners.
     */
    record PathStep(
            Technique technique,
            Certainty certainty,
            String by,
            String how,
            String gives,
            List<UsedRule> uses,
            String link,
            List<String> tags) {
        static PathStep of(Step step, OwnNamespaces namespaces) {
            return new PathStep(
                    step.technique(),
                    step.certainty(),
                    namespaces.written(step.by().toString()),
                    namespaces.written(step.how()),
                    namespaces.written(step.capability().toString()),
                    step.uses().stream()
                            .flatMap(use -> UsedRule.of(use, namespaces))
                            .toList(),
                    step.technique().link().toString(),
                    step.technique().tags());
        }
    }

    /**
     * A rule that a step uses, and the binding that grants it; without these if an earlier step gave the permission.
     */
    record UsedRule(
            String request,
            @Nullable String binding,
            @Nullable String role,
            @Nullable Integer index,
            @Nullable Origin origin) {
        static Stream<UsedRule> of(Step.Use use, OwnNamespaces namespaces) {
            String request = namespaces.written(use.request().toString());
            return use.grants().isEmpty()
                    ? Stream.of(new UsedRule(request, null, null, null, null))
                    : use.grants().stream()
                            .map(grant -> new UsedRule(
                                    request,
                                    namespaces.written(grant.binding().id().toString()),
                                    namespaces.written(grant.rule().id().role().toString()),
                                    grant.rule().id().index(),
                                    grant.rule().origin()));
        }
    }

    /** A risky permission in {@code report.json}, with the Kubernetes page that names it. */
    record RiskyPermission(
            String risk, String role, int index, @Nullable Origin origin, String link, List<String> tags) {
        static RiskyPermission of(RiskFinding finding) {
            return new RiskyPermission(
                    finding.risk().id(),
                    finding.rule().id().role().toString(),
                    finding.rule().id().index(),
                    finding.rule().origin(),
                    finding.risk().link().toString(),
                    finding.risk().tags());
        }
    }

    /**
     * The needs of a subject in {@code report.json}: its smallest roles as YAML, the inferred part, the asked one, and
     * the excess.
     */
    record Needs(
            String subject,
            RecordedDecision.Source source,
            String yaml,
            List<String> inferred,
            List<String> asked,
            List<Beyond> excess) {

        /** A permission that is not needed, or needed only in part. */
        record Beyond(
                String binding,
                String role,
                int index,
                @Nullable Origin origin,
                String permission,
                boolean neededInPart) {
            static Beyond of(SmallestRoles.Excess excess) {
                return new Beyond(
                        excess.binding().toString(),
                        excess.rule().id().role().toString(),
                        excess.rule().id().index(),
                        excess.rule().origin(),
                        excess.permission().toString(),
                        excess.isNeededInPart());
            }
        }

        static Needs of(SmallestRoles needs) {
            return new Needs(
                    needs.subject(),
                    needs.source(),
                    needs.yaml(),
                    needs.inferred().stream().map(Object::toString).toList(),
                    needs.asked().stream().map(Object::toString).toList(),
                    needs.excess().stream().map(Beyond::of).toList());
        }
    }

    /**
     * A denial in {@code report.json}: what no authorizer allowed, and what would have allowed it. The fields of the
     * other kind, for resources or for a URL, are empty.
     *
     * @param test the test, if it is known
     * @param subject who was refused, for example {@code ServiceAccount ops/webpage}
     * @param verb the verb that was missing; if more was missing, this is the first
     * @param apiGroup the API group, empty for the core group
     * @param resource the resource, with the subresource after a slash
     * @param nonResourceUrl the URL
     * @param namespace the namespace; empty if cluster-wide
     * @param names the names of some of the objects
     * @param request the request that was sent, for example {@code patch services "web" in dev}
     * @param cause what refused it
     * @param message the server's words for the first request
     * @param count how many requests were refused
     * @param nearest the lines that name the nearest rule; empty if none is near
     * @param advice what to do, in one sentence; empty if no rule would help
     * @param role the file and line of the role that the advice names
     * @param edit the change of a rule that the advice names, if one is enough and gives nothing else away
     * @param rule the missing rules as YAML; empty if a binding is missing
     */
    record Denied(
            @Nullable TestCase test,
            String subject,
            String verb,
            String apiGroup,
            String resource,
            String nonResourceUrl,
            String namespace,
            List<String> names,
            String request,
            Denial.Cause cause,
            String message,
            long count,
            List<String> nearest,
            String advice,
            @Nullable Origin role,
            Remedy.@Nullable Edit edit,
            String rule) {

        static Denied of(Denial denial) {
            RequestAttributes missing = denial.missing().get(0);
            return new Denied(
                    denial.test(),
                    denial.subject(),
                    missing.verb(),
                    missing instanceof ResourceAttributes resource ? resource.apiGroup() : "",
                    missing instanceof ResourceAttributes resource ? resource.resourceInRules() : "",
                    missing instanceof NonResourceAttributes url ? url.path() : "",
                    missing.namespace(),
                    denial.names().stream().filter(name -> !name.isEmpty()).toList(),
                    denial.request().toString(),
                    denial.cause(),
                    denial.message(),
                    denial.count(),
                    denial.remedy().nearest(),
                    denial.remedy().advice(),
                    denial.remedy().role(),
                    denial.remedy().edit(),
                    String.join("\n", denial.remedy().yaml()));
        }
    }
}
