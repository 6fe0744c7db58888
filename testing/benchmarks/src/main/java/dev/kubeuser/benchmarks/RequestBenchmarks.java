// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.benchmarks;

import static dev.kubeuser.assertion.KubeAssertions.assertThat;
import static dev.kubeuser.query.AccessQuery.get;
import static dev.kubeuser.query.AccessQuery.list;

import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.apply.ApplyOptions;
import dev.kubeuser.cluster.Cluster;
import dev.kubeuser.credential.ServiceAccountSpec;
import dev.kubeuser.credential.internal.ServiceAccounts;
import dev.kubeuser.question.AccessMatrix;
import dev.kubeuser.question.AccessMatrixBuilder;
import dev.kubeuser.run.KubeSession;
import dev.kubeuser.run.KubeSessionBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import okhttp3.Request;

/** What the library adds to requests, beside the same requests by somebody else. */
record RequestBenchmarks(int runs, Path work) {

    static final String REVIEWS = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews";
    static final String REVIEW = """
            {"apiVersion": "authorization.k8s.io/v1", "kind": "SelfSubjectAccessReview",
             "spec": {"resourceAttributes": {"namespace": "team-1", "verb": "get", "resource": "secrets"}}}
            """;
    private static final String REVIEW_OF_SOMEBODY = """
            {"apiVersion": "authorization.k8s.io/v1", "kind": "SubjectAccessReview", "spec": {"user": "bench-0",
             "groups": ["system:authenticated"], "resourceAttributes": {"namespace": "default", "verb": "list",
               "resource": "pods"}}}
            """;
    private static final String POWERFUL = "bench-powerful";
    private static final int OTHERS = 9;
    private static final ServiceAccountSpec H2LOAD = ServiceAccountSpec.named("default", "h2load");
    private static final Pattern FINISHED = Pattern.compile("finished in ([0-9.]+)(ms|s)");
    private static final Pattern SUCCEEDED = Pattern.compile("(\\d+) 2xx");
    private static final int ASSERTIONS = 500;
    private static final int DENIALS = 10_000;
    private static final int IN_TURN = 500;

    /** Each kind of denial is logged. Kept here, for the log manager forgets loggers that nobody holds. */
    private static final Logger DENIAL_WATCH = Logger.getLogger("dev.kubeuser.record.internal.DenialWatch");

    /** One subject who may do everything, by which the questions are counted, and nine who may do nothing. */
    List<Row> matrix(String what) throws Exception {
        try (KubeSession session = Embedded.session().start()) {
            PolicyText policy = new PolicyText().bind("all", "cluster-admin", "user:" + POWERFUL, H2LOAD.subject());
            session.apply(policy.manifests(), ApplyOptions.defaults());
            Cluster cluster = session.cluster();
            int questions = ofPowerful(cluster).ask().rows().stream()
                    .mapToInt(row -> row.verbs().size() + row.refused().size())
                    .sum();
            int reviews = (1 + OTHERS) * questions;
            Contender matrix = Contender.of("kubeuser", () -> ask(cluster));
            Contender limit = serverLimit(cluster, reviews);
            return List.of(Row.compare(
                    what + ", " + reviews + " reviews",
                    runs,
                    matrix,
                    limit,
                    Target.ratio(1.25))); // 0.8 of the rate at which the server answers
        }
    }

    private static AccessMatrixBuilder ofPowerful(Cluster cluster) {
        return AccessMatrix.builder(cluster).in("default").clusterWide().subject("user:" + POWERFUL);
    }

    private static double ask(Cluster cluster) {
        AccessMatrixBuilder matrix = ofPowerful(cluster);
        for (int i = 0; i < OTHERS; i++) {
            matrix = matrix.subject("user:bench-" + i);
        }
        long begin = System.nanoTime();
        AccessMatrix asked = matrix.ask();
        double taken = Samples.secondsSince(begin);
        if (asked.rows().stream().noneMatch(row -> row.resource().equals("secrets"))) {
            throw new IllegalStateException("nobody may read Secrets, not even " + POWERFUL);
        }
        return taken;
    }

    /**
     * As many reviews as the server answers over one HTTP/2 connection. h2load presents no certificate, but a token.
     */
    private Contender serverLimit(Cluster cluster, int reviews) throws IOException {
        Path body = Files.writeString(work.resolve("review.json"), REVIEW_OF_SOMEBODY);
        Command h2load = Command.of(
                "h2load",
                "--requests=" + reviews,
                "--clients=1",
                "--max-concurrent-streams=32",
                "--data=" + body.toAbsolutePath(),
                "--header=content-type: application/json",
                "--header=authorization: Bearer "
                        + new ServiceAccounts(cluster).token(H2LOAD).token(),
                cluster.server() + "/apis/authorization.k8s.io/v1/subjectaccessreviews");
        return Contender.of("the server's limit, by h2load", List.of("h2load"), () -> load(h2load, reviews));
    }

    private static double load(Command h2load, int reviews) throws IOException, InterruptedException {
        String printed = h2load.run();
        Matcher finished = FINISHED.matcher(printed);
        Matcher succeeded = SUCCEEDED.matcher(printed);
        if (!finished.find() || !succeeded.find() || Integer.parseInt(succeeded.group(1)) != reviews) {
            throw new IOException("h2load did not get " + reviews + " answers: " + printed);
        }
        return Double.parseDouble(finished.group(1)) / (finished.group(2).equals("ms") ? 1000 : 1);
    }

    /** One assertion on what a user may do, beside the access review that it needs, sent by the same client. */
    List<Row> assertions(String what) throws Exception {
        KubeSessionBuilder on = Embedded.session().report(work.resolve("assertion-report"));
        List<Row> rows = new ArrayList<>(assertions(what + ", report off", Embedded.session(), Target.ratio(1.2)));
        rows.addAll(assertions(what + ", report on", on, Target.ratio(1.5)));
        return rows;
    }

    private List<Row> assertions(String label, KubeSessionBuilder builder, Target target) throws Exception {
        try (KubeSession session = builder.start()) {
            session.apply(Company.withAccounts(10).manifests(), ApplyOptions.defaults());
            KubeAccess user = session.user("bench", "team-2");
            List<List<Cost>> costs = Contender.inTurns(
                    runs,
                    List.of(
                            () -> Cost.of(() -> repeat(() -> review(user))).per(ASSERTIONS),
                            () -> Cost.of(() -> repeat(() -> {
                                        assertThat(user).cannot(get("secrets").in("team-1"));
                                        assertThat(user).cannot(list("pods").in("team-1"));
                                    }))
                                    .per(2 * ASSERTIONS)));
            return Cost.rows(label, costs.get(1), "a SelfSubjectAccessReview", costs.get(0), target);
        }
    }

    private static void repeat(Runnable action) {
        for (int time = 0; time < ASSERTIONS; time++) {
            action.run();
        }
    }

    private static void review(KubeAccess user) {
        Request request = PlainClient.post(user.url(REVIEWS).toString(), REVIEW);
        if (PlainClient.send(user.httpClient(), request).contains("\"allowed\":true")) {
            throw new IllegalStateException("the user may read secrets");
        }
    }

    /** What it adds to record that requests are refused, beside the same requests where nothing is recorded. */
    List<Row> denials(String what) {
        DENIAL_WATCH.setLevel(Level.OFF);
        try (KubeSession off = Embedded.session().start();
                KubeSession on =
                        Embedded.session().report(work.resolve("denial-report")).start()) {
            return denials(DENIALS + " " + what + ", ", off, off.user("bench"), on, on.user("bench"));
        }
    }

    private static List<Row> denials(
            String label, KubeSession off, KubeAccess offUser, KubeSession on, KubeAccess onUser) {
        refuse(off, offUser, -IN_TURN);
        refuse(on, onUser, -IN_TURN);
        on.writeReport();
        List<Cost> offCosts = new ArrayList<>();
        List<Cost> onCosts = new ArrayList<>();
        Growth growth = new Growth();
        double before = Memory.heap();
        double megabytes = 0;
        double seconds = 0;
        for (int sent = 0; sent < DENIALS; sent += IN_TURN) {
            int first = sent;
            offCosts.add(Cost.of(() -> refuse(off, offUser, first)).per(IN_TURN));
            onCosts.add(Cost.of(() -> refuse(on, onUser, first)).per(IN_TURN));
            int all = sent + IN_TURN;
            if (all % (DENIALS / 2) == 0) {
                megabytes = Memory.heap() - before;
                seconds = Cost.of(on::writeReport).cpu();
                growth.add(all, seconds);
            }
        }
        List<Row> rows =
                new ArrayList<>(Cost.rows(label + "one of them", onCosts, "report off", offCosts, Target.NONE));
        rows.add(Row.alone(label + "memory of the JVM", Samples.once(megabytes, "MB", 1), Target.NONE));
        rows.add(Row.alone(label + "the report", Samples.once(seconds, "s CPU", 2), Target.NONE));
        rows.add(growth.row(label + "the report"));
        return rows;
    }

    /** Two requests in each namespace are one denial. No role names these, and nobody asks whether they exist. */
    private static void refuse(KubeSession session, KubeAccess user, int first) {
        session.test("sends from " + first, () -> {
            for (int number = first; number < first + IN_TURN; number++) {
                int code = user.get("/api/v1/namespaces/bench" + number / 2 + "/configmaps")
                        .code();
                if (code != 403) {
                    throw new IllegalStateException("the user should be refused, but got " + code);
                }
            }
        });
    }
}
