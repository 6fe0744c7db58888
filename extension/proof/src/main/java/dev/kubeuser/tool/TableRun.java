package dev.kubeuser.tool;

import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.assertion.AbstractAccessAssert;
import dev.kubeuser.assertion.KubeAssertions;
import dev.kubeuser.base.internal.Printable;
import dev.kubeuser.credential.UserSpec;
import dev.kubeuser.error.ConfigurationException;
import dev.kubeuser.manifest.Manifests;
import dev.kubeuser.review.AccessQueryException;
import dev.kubeuser.review.ReviewedSubject;
import dev.kubeuser.run.DenialMode;
import dev.kubeuser.session.KubeSession;
import dev.kubeuser.table.internal.AccessLine;
import dev.kubeuser.table.internal.AccessTableFile;
import dev.kubeuser.table.internal.TableText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
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

    /** How a run ended. */
    public enum Outcome {
        /** All lines hold, and what is required is met. */
        HOLDS,
        /** A line does not hold, or what is required is not met. */
        FAILS,
        /** A line asks for something that the server does not know, such as {@code pod} instead of {@code pods}. */
        MISTAKEN
    }

    private final List<Path> tables;
    private final TestCluster cluster;
    private final Map<String, UserSpec> users;
    private final @Nullable Path junitXml;

    private TableRun(List<Path> tables, TestCluster cluster, Map<String, UserSpec> users, @Nullable Path junitXml) {
        this.tables = List.copyOf(tables);
        this.cluster = cluster;
        this.users = users;
        this.junitXml = junitXml;
    }

    /**
     * {@return the run of tables, on a cluster without a policy of yours}
     *
     * @param tables CSV files, or YAML files if their names say so
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
        return new TableRun(tables, other, users, junitXml);
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
        return new TableRun(tables, cluster, all, junitXml);
    }

    /**
     * {@return a copy that writes what came of each line in the XML of JUnit, which CI servers read}
     *
     * @param file the file, which is replaced
     * @throws IllegalArgumentException if it is a directory
     */
    public TableRun withJUnitXml(Path file) {
        if (Files.isDirectory(file)) {
            throw new IllegalArgumentException(
                    TerminalText.line(file.toString()) + " is a directory, and a file is to be written");
        }
        return new TableRun(tables, cluster, users, file);
    }

    /**
     * Starts the cluster, applies what is named, checks each line, and ends the cluster. All lines are checked, whatever
     * others say.
     *
     * @param required what is required of the tables
     * @param progress takes lines about what is done, and at the end why what is required is not met
     * @param results takes each failure, and at the end how many lines hold and what they prove of the policy
     * @return how it ended
     * @throws ConfigurationException if a table or a setting is malformed; a table before anything starts
     * @throws dev.kubeuser.manifest.ManifestException if something cannot be read, rendered or applied
     * @throws dev.kubeuser.cluster.ClusterException if the cluster does not start
     * @throws java.io.UncheckedIOException if the XML cannot be written
     * @throws IOException if the report cannot be written
     */
    public Outcome run(BuildSettings required, Consumer<String> progress, Consumer<String> results) throws IOException {
        List<AccessLine> lines = lines();
        Manifests objects = cluster.read();
        Path directory = cluster.directory();
        try {
            List<CheckedLine> checked = new ArrayList<>();
            try (KubeSession session = cluster.start(directory, DenialMode.DEFAULT, progress)) {
                cluster.apply(session, objects);
                Map<String, KubeAccess> holders = new HashMap<>();
                for (AccessLine line : lines) {
                    CheckedLine result = check(line, session, holders);
                    result.failure().ifPresent(results);
                    checked.add(result);
                }
            }
            results.accept(CheckedLine.summary(checked));
            if (junitXml != null) {
                new JUnitXml(checked).write(junitXml);
            }
            boolean isMet = told(directory, required, progress, results);
            return CheckedLine.outcome(checked, isMet);
        } finally {
            cluster.leave(directory);
        }
    }

    private List<AccessLine> lines() {
        List<AccessLine> lines = tables.stream()
                .map(TableText::of)
                .flatMap(text -> new AccessTableFile(text, cluster.placeholders()).read().stream())
                .toList();
        lines.forEach(this::requireKnown);
        return lines;
    }

    private void requireKnown(AccessLine line) {
        if (!users.containsKey(line.subject()) && !ReviewedSubject.isName(line.subject())) {
            throw new ConfigurationException(
                    line.undeclared(String.join(", ", users.keySet()), "Declare the user with its groups"), null);
        }
    }

    private CheckedLine check(AccessLine line, KubeSession session, Map<String, KubeAccess> holders) {
        AbstractAccessAssert<?, ?> who = who(line.subject(), session, holders);
        long begin = System.nanoTime();
        try {
            session.test(line.place() + " " + line, () -> line.check(who));
            return CheckedLine.held(line, begin);
        } catch (AssertionError failure) {
            return CheckedLine.failed(line, begin, failure);
        } catch (AccessQueryException mistake) {
            return CheckedLine.mistaken(line, begin, mistake);
        }
    }

    private AbstractAccessAssert<?, ?> who(String subject, KubeSession session, Map<String, KubeAccess> holders) {
        UserSpec user = users.get(subject);
        return user == null
                ? KubeAssertions.assertThat(ReviewedSubject.of(session.cluster(), subject))
                : KubeAssertions.assertThat(holders.computeIfAbsent(subject, first -> session.user(user)));
    }

    /** Tells what the lines prove, and returns whether that is what is required. */
    private boolean told(Path directory, BuildSettings required, Consumer<String> progress, Consumer<String> results)
            throws IOException {
        BuildRecord recorded = BuildRecord.in(List.of(directory));
        if (recorded.isEmpty()) {
            progress.accept("no policy was applied, so nothing is proven of one");
            return !required.requiresAny();
        }
        BuildProof proof = recorded.usable().proof(required);
        results.accept(proof.reached());
        cluster.tellReport(progress);
        List<String> shortfalls = proof.shortfalls();
        shortfalls.stream().map(Printable::lines).forEach(progress);
        return shortfalls.isEmpty();
    }
}
