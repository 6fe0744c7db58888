// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.cli;

import dev.kubeuser.base.ConfigurationException;
import dev.kubeuser.base.internal.Printable;
import dev.kubeuser.credential.UserSpec;
import dev.kubeuser.manifest.Manifests;
import dev.kubeuser.question.AccessMatrix;
import dev.kubeuser.rbac.Subject;
import dev.kubeuser.run.KubeSession;
import dev.kubeuser.table.internal.AccessTableFile;
import dev.kubeuser.table.internal.Line;
import dev.kubeuser.table.internal.TableText;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Runs tables of access, as {@code @AccessTable} does, without JUnit: each line is a test.
 *
 * @param tables files in YAML
 * @param cluster the cluster, with its policy
 * @param users the users that tables may name without their kind, as in {@code alice}, by that name. They have
 *     certificates of their own, and the administrator asks about all others
 * @param golden a golden file, which is one line more; {@code null} if there is none
 */
record TableRun(
        List<Path> tables, TestCluster cluster, Map<String, UserSpec> users, GoldenOptions.@Nullable Matrix golden) {

    /**
     * Starts the cluster, applies what is named, checks each line, and ends the cluster. All lines are checked, even if
     * others fail.
     *
     * @param required what is required of the tables
     * @param progress takes lines about what is done, and at the end why what is required is not met
     * @return what came of the lines
     * @throws ConfigurationException if a table or a setting is malformed; a table before anything starts
     * @throws dev.kubeuser.manifest.ManifestException if something cannot be read, rendered or applied
     * @throws dev.kubeuser.cluster.ClusterException if the cluster does not start
     * @throws IOException if the report cannot be written
     */
    TableReport run(BuildSettings required, Consumer<String> progress) throws IOException {
        List<Line> lines = lines();
        Manifests objects = cluster.read();
        Path directory = cluster.directory();
        try {
            List<ReportedLine> checked = new ArrayList<>();
            try (KubeSession session = cluster.start(directory, null, progress)) {
                cluster.apply(session, objects, progress);
                LineCheck check = new LineCheck(session, users);
                lines.forEach(line -> checked.add(check.of(line)));
                if (golden != null) {
                    check.of(golden, progress).ifPresent(checked::add);
                }
            }
            return results(checked, directory, required, progress);
        } finally {
            cluster.leave(directory);
        }
    }

    private List<Line> lines() {
        List<Line> lines = tables.stream()
                .map(TableText::of)
                .flatMap(text -> new AccessTableFile(text, cluster.placeholders()).read().stream())
                .toList();
        lines.forEach(this::requireKnown);
        if (golden != null) {
            requireReadable(golden);
            golden.subjects().forEach(this::requireKnown);
        }
        return lines;
    }

    private void requireKnown(Line line) {
        String who = line.who();
        if (who != null && !users.containsKey(who) && Subject.find(who).isEmpty()) {
            throw new ConfigurationException(
                    line.undeclared(String.join(", ", users.keySet()), "Declare the user with its groups"), null);
        }
    }

    /** If it is there, it is a matrix. */
    private static void requireReadable(GoldenOptions.Matrix golden) {
        if (golden.isUpdated()) {
            return;
        }
        try {
            AccessMatrix.load(golden.file());
        } catch (IllegalStateException | UncheckedIOException unusable) {
            throw new ConfigurationException(String.valueOf(unusable.getMessage()), unusable);
        }
    }

    private void requireKnown(String ofGolden) {
        if (!users.containsKey(ofGolden) && Subject.find(ofGolden).isEmpty()) {
            throw new ConfigurationException(
                    "no user \"" + Printable.text(ofGolden)
                            + "\" is declared for the golden file. Declare the user with"
                            + " its groups, or write user:NAME, group:NAME or serviceaccount:NAMESPACE/NAME",
                    null);
        }
    }

    private TableReport results(
            List<ReportedLine> checked, Path directory, BuildSettings required, Consumer<String> progress)
            throws IOException {
        Optional<BuildProof> proof = BuildProof.ofRun(directory, required);
        if (proof.isEmpty()) {
            String unproven = "no policy was applied, so nothing is proven of one";
            progress.accept(unproven);
            return new TableReport(checked, null, required.requiresAny() ? List.of(unproven) : List.of());
        }
        cluster.printReport(progress);
        List<String> shortfalls = proof.get().shortfalls();
        shortfalls.stream().map(Printable::lines).forEach(progress);
        return new TableReport(checked, proof.get().report(), shortfalls);
    }
}
