// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.trial;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kubeuser.analysis.internal.MutatedManifests;
import dev.kubeuser.analysis.internal.MutationAnalysis.MutantResult;
import dev.kubeuser.analysis.internal.RunAnalysis;
import dev.kubeuser.kinds.KindUnderTest;
import dev.kubeuser.manifest.Manifests;
import dev.kubeuser.question.internal.ListedPolicy;
import dev.kubeuser.rbac.RbacPolicy;
import dev.kubeuser.rbac.RbacPolicyBuilder;
import dev.kubeuser.report.internal.BuildEvidence;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Runs tests with each RBAC mutant of their policy in force on an API server, to hold what we judge without one
 * against.
 */
final class RbacTrial {

    private RbacTrial() {}

    /**
     * A mutant.
     *
     * @param judged what replaying the assertions says, without a cluster
     * @param failures the tests that failed with it in force
     */
    record Tried(MutantResult judged, List<String> failures) {

        boolean isKilled() {
            return !failures.isEmpty();
        }

        boolean isAgreed() {
            return isKilled() == (judged.status() == MutantResult.Status.KILLED);
        }

        @Override
        public String toString() {
            return (isKilled() ? "killed" : "survived") + (isAgreed() ? "" : ", but judged otherwise") + ": "
                    + judged.mutant();
        }
    }

    /** The mutants of what a class applies. Each must be in force in the run that tries it. */
    static List<Tried> of(Class<?> testClass, Path report) throws IOException {
        return of(testClass, KindUnderTest.settings(), report);
    }

    static List<Tried> of(Class<?> testClass, Map<String, String> settings, Path report) throws IOException {
        List<MutantResult> judged = judged(testClass, settings, report);
        assertThat(judged).isNotEmpty();
        List<Tried> tried = new ArrayList<>();
        try (TrialSession session = new TrialSession(with(settings, "off"))) {
            for (MutantResult each : judged) {
                AtomicBoolean isMade = new AtomicBoolean();
                List<String> failures = session.run(testClass, (admin, manifests, namespace, own) -> {
                    RbacPolicyBuilder listed = RbacPolicy.builder().addAll(ListedPolicy.objects(admin.apiClient()));
                    Manifests mutated = new MutatedManifests(manifests, namespace, own, listed).with(each.mutant());
                    if (!mutated.equals(manifests)) {
                        isMade.set(true);
                    }
                    return mutated;
                });
                tried.add(new Tried(each, failures));
                assertThat(isMade).as(each.mutant().toString()).isTrue();
            }
        }
        return tried;
    }

    private static List<MutantResult> judged(Class<?> testClass, Map<String, String> settings, Path report)
            throws IOException {
        try (TrialSession session = new TrialSession(with(settings, report.toString()))) {
            assertThat(session.run(testClass, (admin, manifests, namespace, own) -> manifests))
                    .isEmpty();
        }
        return RunAnalysis.of(BuildEvidence.read(BuildEvidence.parts(report)).runRecord())
                .mutations()
                .results();
    }

    private static Map<String, String> with(Map<String, String> settings, String report) {
        Map<String, String> all = new HashMap<>(settings);
        all.put("kubeuser.report", report);
        return all;
    }
}
