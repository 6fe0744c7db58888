package dev.kubeuser.benchmarks;

import static dev.kubeuser.assertion.KubeAssertions.assertThat;
import static dev.kubeuser.query.AccessQuery.get;
import static dev.kubeuser.query.AccessQuery.list;

import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.cluster.ClusterKind;
import dev.kubeuser.run.KubeSession;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import okhttp3.MediaType;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;

/** One assertion on what a user may do, beside the access review that it needs, sent by the same client. */
record AssertionBenchmark(int runs, Path work) implements Benchmark {

    private static final int TIMES = 500;
    private static final Target OFF = Target.ratio(1.2);
    private static final Target ON = Target.ratio(1.5);

    private static final RequestBody REVIEW = RequestBody.create("""
            {"apiVersion": "authorization.k8s.io/v1", "kind": "SelfSubjectAccessReview",
             "spec": {"resourceAttributes": {"namespace": "team-1", "verb": "get", "resource": "secrets"}}}
            """, MediaType.get("application/json"));

    @Override
    public String what() {
        return "an assertion on access";
    }

    @Override
    public List<Row> run() {
        List<Row> rows = new ArrayList<>();
        try (KubeSession session =
                KubeSession.builder().cluster(ClusterKind.EMBEDDED).start()) {
            rows.addAll(rows(what() + ", report off", session, OFF));
        }
        try (KubeSession session = KubeSession.builder()
                .cluster(ClusterKind.EMBEDDED)
                .report(work.resolve("assertion-report"))
                .start()) {
            rows.addAll(rows(what() + ", report on", session, ON));
        }
        return rows;
    }

    private List<Row> rows(String label, KubeSession session, Target target) {
        session.apply(new CompanyPolicy(10).manifests(), "default");
        KubeAccess user = session.user("bench", "team-2");
        Runnable bare = () -> review(user);
        Runnable ours = () -> {
            assertThat(user).cannot(get("secrets").in("team-1"));
            assertThat(user).cannot(list("pods").in("team-1"));
        };
        times(bare);
        times(ours);
        List<Cost> bareCosts = new ArrayList<>();
        List<Cost> ourCosts = new ArrayList<>();
        for (int run = 0; run < runs; run++) {
            bareCosts.add(Cost.of(() -> times(bare)));
            ourCosts.add(Cost.of(() -> times(ours)));
        }
        return List.of(
                row(
                        label,
                        Cost.wall(ourCosts).per(2 * TIMES),
                        Cost.wall(bareCosts).per(TIMES),
                        target),
                row(
                        label + ", CPU of client and server",
                        Cost.cpu(ourCosts).per(2 * TIMES),
                        Cost.cpu(bareCosts).per(TIMES),
                        target));
    }

    private static void times(Runnable action) {
        for (int time = 0; time < TIMES; time++) {
            action.run();
        }
    }

    private static void review(KubeAccess user) {
        Request request = new Request.Builder()
                .url(user.url("/apis/authorization.k8s.io/v1/selfsubjectaccessreviews"))
                .post(REVIEW)
                .build();
        try (Response response = user.httpClient().newCall(request).execute()) {
            if (response.body().string().contains("\"allowed\":true")) {
                throw new IllegalStateException("the user may read secrets");
            }
        } catch (IOException failure) {
            throw new IllegalStateException(failure);
        }
    }

    private static Row row(String label, Samples ours, Samples bare, Target target) {
        double ratio = ours.median() / bare.median();
        return new Row(
                label,
                ours.toString(),
                "a SelfSubjectAccessReview: " + bare,
                String.format(Locale.ROOT, "%.2f", ratio),
                target.judge(ratio));
    }
}
