package dev.kubeuser.tool;

import dev.kubeuser.base.internal.Printable;
import dev.kubeuser.credential.UserSpec;
import dev.kubeuser.error.ConfigurationException;
import dev.kubeuser.manifest.Manifests;
import dev.kubeuser.rbac.Subject;
import dev.kubeuser.report.internal.ReportedLine;
import dev.kubeuser.report.internal.TableReport;
import dev.kubeuser.run.DenialMode;
import dev.kubeuser.session.KubeSession;
import dev.kubeuser.table.internal.AccessTableFile;
import dev.kubeuser.table.internal.Line;
import dev.kubeuser.table.internal.TableText;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;

/**
 * Runs tables of access, as {@code @AccessTable} does, without JUnit: each line is a test. Users have their own
 * certificates if they are {@linkplain #withUser declared}; the administrator asks about all others.
 *
 * <p>Immutable and thread-safe.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class TableRun {

    private final List<Path> tables;
    private final TestCluster cluster;
    private final Map<String, UserSpec> users;
    private final @Nullable GoldenMatrix golden;

    private TableRun(
            List<Path> tables, TestCluster cluster, Map<String, UserSpec> users, @Nullable GoldenMatrix golden) {
        this.tables = List.copyOf(tables);
        this.cluster = cluster;
        this.users = users;
        this.golden = golden;
    }

    /**
     * {@return the run of tables, on a cluster without a policy of yours}
     *
     * @param tables files in YAML
     */
    public static TableRun of(List<Path> tables) {
        return new TableRun(tables, TestCluster.of(Map.of()), Map.of(), null);
    }

    /**
     * {@return a copy that runs the tables on another cluster}
     *
     * @param other the cluster, with its policy
     */
    public TableRun on(TestCluster other) {
        return new TableRun(tables, other, users, golden);
    }

    /**
     * {@return a copy whose tables may name a user without its kind, as in {@code alice}. The user asks with its own
     * certificate, and is in its groups}
     *
     * @param user the user
     * @throws IllegalArgumentException if another user has this name
     */
    public TableRun withUser(UserSpec user) {
        Map<String, UserSpec> all = new LinkedHashMap<>(users);
        if (all.put(user.name(), user) != null) {
            throw new IllegalArgumentException("two users are named \"" + TerminalText.line(user.name()) + "\"");
        }
        return new TableRun(tables, cluster, all, golden);
    }

    /**
     * {@return a copy that also compares a golden file: what subjects may do in the cluster, and in all namespaces at once}
     *
     * @param file the file, in Markdown
     * @param subjects declared users by their names, or for example {@code group:developers}
     * @param namespaces the namespaces in which they are asked about too
     * @param howToUpdate what somebody adds to write the file, for messages
     * @throws IllegalArgumentException if no subject is named, or the file is a directory
     */
    public TableRun withGolden(Path file, List<String> subjects, List<String> namespaces, String howToUpdate) {
        return new TableRun(tables, cluster, users, new GoldenMatrix(file, subjects, namespaces, false, howToUpdate));
    }

    /**
     * {@return a copy that writes the golden file, if it has one, instead of comparing it}
     */
    public TableRun updatingGolden() {
        return new TableRun(tables, cluster, users, golden == null ? null : golden.updated());
    }

    /**
     * Starts the cluster, applies what is named, checks each line, and ends the cluster. All lines are checked, whatever
     * others say.
     *
     * @param required what is required of the tables
     * @param progress takes lines about what is done, and at the end why what is required is not met
     * @return what came of the lines
     * @throws ConfigurationException if a table or a setting is malformed; a table before anything starts
     * @throws dev.kubeuser.manifest.ManifestException if something cannot be read, rendered or applied
     * @throws dev.kubeuser.cluster.ClusterException if the cluster does not start
     * @throws IOException if the report cannot be written
     */
    public TableResults run(BuildSettings required, Consumer<String> progress) throws IOException {
        List<Line> lines = lines();
        Manifests objects = cluster.read();
        Path directory = cluster.directory();
        try {
            List<ReportedLine> checked = new ArrayList<>();
            try (KubeSession session = cluster.start(directory, DenialMode.DEFAULT, progress)) {
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
            golden.requireReadable();
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

    private void requireKnown(String ofGolden) {
        if (!users.containsKey(ofGolden) && Subject.find(ofGolden).isEmpty()) {
            throw new ConfigurationException(
                    "no user \"" + TerminalText.line(ofGolden)
                            + "\" is declared for the golden file. Declare the user with"
                            + " its groups, or write user:NAME, group:NAME or serviceaccount:NAMESPACE/NAME",
                    null);
        }
    }

    private TableResults results(
            List<ReportedLine> checked, Path directory, BuildSettings required, Consumer<String> progress)
            throws IOException {
        BuildRecord recorded = BuildRecord.in(List.of(directory));
        if (recorded.isEmpty()) {
            String unproven = "no policy was applied, so nothing is proven of one";
            progress.accept(unproven);
            return new TableResults(
                    new TableReport(checked, null, required.requiresAny() ? List.of(unproven) : List.of()));
        }
        BuildProof proof = recorded.usable().proof(required);
        cluster.tellReport(progress);
        List<String> shortfalls = proof.shortfalls();
        shortfalls.stream().map(Printable::lines).forEach(progress);
        return new TableResults(new TableReport(checked, proof.analysis(), shortfalls));
    }
}
