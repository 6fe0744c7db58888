// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.cli;

import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.assertion.AbstractAccessAssert;
import dev.kubeuser.assertion.KubeAssertions;
import dev.kubeuser.base.internal.Counted;
import dev.kubeuser.base.internal.Golden;
import dev.kubeuser.base.internal.Printable;
import dev.kubeuser.cli.ReportedLine.Outcome;
import dev.kubeuser.cluster.Cluster;
import dev.kubeuser.credential.UserSpec;
import dev.kubeuser.query.AccessQueryException;
import dev.kubeuser.question.AccessMatrix;
import dev.kubeuser.question.AccessMatrixBuilder;
import dev.kubeuser.question.ClusterPolicy;
import dev.kubeuser.question.ReviewedSubject;
import dev.kubeuser.run.KubeSession;
import dev.kubeuser.statement.EffectivePolicy;
import dev.kubeuser.table.internal.Line;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Checks lines of tables on a cluster, each as a test. Nothing changes the policy meanwhile. Not thread-safe. */
final class LineCheck implements Line.Asked {

    private static final String ACCOUNT = "serviceaccount:";

    private final KubeSession session;
    private final Map<String, UserSpec> users;
    private final Map<String, KubeAccess> holders = new HashMap<>();
    private @Nullable EffectivePolicy policy;

    LineCheck(KubeSession session, Map<String, UserSpec> users) {
        this.session = session;
        this.users = users;
    }

    ReportedLine of(Line line) {
        Runnable check = line.test().apply(this);
        long begin = System.nanoTime();
        try {
            session.test(line.place() + " " + line.text(), check::run);
            return reported(line, begin, Outcome.HOLDS, "");
        } catch (AssertionError failure) {
            return reported(line, begin, Outcome.FAILS, withoutPlace(line, String.valueOf(failure.getMessage())));
        } catch (AccessQueryException mistake) {
            return reported(line, begin, Outcome.MISTAKEN, String.valueOf(mistake.getMessage()));
        }
    }

    /** Writes the golden file, or compares it: that is a line more. */
    Optional<ReportedLine> of(GoldenOptions.Matrix golden, Consumer<String> progress) {
        long begin = System.nanoTime();
        AccessMatrixBuilder builder = AccessMatrix.builder(session.cluster())
                .in(golden.namespaces().toArray(String[]::new))
                .inAllNamespaces()
                .clusterWide();
        for (String name : golden.subjects()) {
            UserSpec user = users.get(name);
            builder = user == null ? builder.subject(name) : builder.subjects(holder(name, user));
        }
        AccessMatrixBuilder all = builder;
        if (golden.isUpdated()) {
            AccessMatrix matrix = all.ask();
            matrix.write(golden.file());
            progress.accept(Printable.text(golden.file().toString()) + " written with "
                    + Counted.of(matrix.rows().size(), "row") + ": review and commit it");
            return Optional.empty();
        }
        try {
            session.test(
                    "access as in " + golden.file(),
                    () -> KubeAssertions.assertThat(all.ask()).matchesGolden(golden.file()));
            return Optional.of(reported(golden, begin, Outcome.HOLDS, ""));
        } catch (AssertionError difference) {
            String message =
                    String.valueOf(difference.getMessage()).replace(Golden.UPDATE_OPTION, GoldenOptions.UPDATE);
            return Optional.of(reported(golden, begin, Outcome.FAILS, message));
        }
    }

    private static ReportedLine reported(GoldenOptions.Matrix golden, long begin, Outcome outcome, String message) {
        String file = golden.file().toString();
        String subjects = String.join(", ", golden.subjects());
        return new ReportedLine(
                file,
                1,
                "",
                subjects,
                "all requests",
                "as written",
                subjects + " may do what the file says",
                outcome,
                Printable.lines(message.strip()),
                Duration.ofNanos(System.nanoTime() - begin));
    }

    /** A ServiceAccount sends its writes itself, and need not be declared for that. */
    @Override
    public AbstractAccessAssert<?, ?> writer(String subject) {
        return subject.startsWith(ACCOUNT)
                ? KubeAssertions.assertThat(holders.computeIfAbsent(
                        subject, first -> session.serviceAccount(subject.substring(ACCOUNT.length()))))
                : about(subject);
    }

    @Override
    public AbstractAccessAssert<?, ?> about(String subject) {
        UserSpec user = users.get(subject);
        return user == null
                ? KubeAssertions.assertThat(ReviewedSubject.of(session.cluster(), subject))
                : KubeAssertions.assertThat(holder(subject, user));
    }

    private KubeAccess holder(String subject, UserSpec user) {
        return holders.computeIfAbsent(subject, first -> session.user(user));
    }

    @Override
    public Cluster cluster() {
        return session.cluster();
    }

    @Override
    public EffectivePolicy policy() {
        EffectivePolicy known = policy;
        if (known == null) {
            known = ClusterPolicy.inForce(session.cluster());
            policy = known;
        }
        return known;
    }

    /** The report shows it anyway. */
    private static String withoutPlace(Line line, String message) {
        String place = "[" + line.place() + "]";
        return message.startsWith(place) ? message.substring(place.length()) : message;
    }

    private static ReportedLine reported(Line line, long begin, Outcome outcome, String message) {
        int colon = line.place().lastIndexOf(':');
        Line.Words words = line.words();
        return new ReportedLine(
                line.place().substring(0, colon),
                Integer.parseInt(line.place().substring(colon + 1)),
                words.title(),
                words.subject(),
                words.question(),
                words.expected(),
                line.text(),
                outcome,
                Printable.lines(message.strip()),
                Duration.ofNanos(System.nanoTime() - begin));
    }
}
