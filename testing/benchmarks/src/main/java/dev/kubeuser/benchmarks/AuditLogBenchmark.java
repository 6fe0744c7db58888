package dev.kubeuser.benchmarks;

import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.cluster.ClusterKind;
import dev.kubeuser.kinds.K3sImageUnderTest;
import dev.kubeuser.session.KubeSession;
import dev.kubeuser.session.KubeSessionBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Locale;

/**
 * What requests of a user add to the audit log of each kind. On k3s an access review has its body there; the embedded
 * control plane takes it off, because the library knows it from its own client.
 */
record AuditLogBenchmark() implements Benchmark {

    private static final int TIMES = 2_000;

    private static final String REVIEW = """
            {"apiVersion": "authorization.k8s.io/v1", "kind": "SelfSubjectAccessReview",
             "spec": {"resourceAttributes": {"namespace": "default", "verb": "get", "resource": "secrets"}}}
            """;

    @Override
    public String what() {
        return "audit log";
    }

    @Override
    public List<Row> run() throws IOException {
        Bytes embedded = Bytes.of(KubeSession.builder().cluster(ClusterKind.EMBEDDED));
        if (K3sImageUnderTest.obstacle().isPresent()) {
            return List.of(Row.notMeasured(
                    what() + " on k3s", K3sImageUnderTest.obstacle().get()));
        }
        Bytes k3s = Bytes.of(KubeSession.builder()
                .cluster(ClusterKind.K3S)
                .setting("kubeuser.k3s.image", K3sImageUnderTest.provideQuick()));
        return List.of(
                row("access review", embedded.review(), k3s.review()),
                row("list of ConfigMaps", embedded.list(), k3s.list()));
    }

    private Row row(String request, double embedded, double k3s) {
        String name = new KindStart(ClusterKind.K3S, false).name();
        return new Row(
                what() + ", bytes per " + request,
                String.format(Locale.ROOT, "%.0f bytes", embedded),
                String.format(Locale.ROOT, "%s: %.0f bytes", name, k3s),
                String.format(Locale.ROOT, "%.2f", embedded / k3s),
                "");
    }

    /**
     * Of one request.
     *
     * @param review a SelfSubjectAccessReview
     * @param list a list, which is refused
     */
    private record Bytes(double review, double list) {

        static Bytes of(KubeSessionBuilder builder) throws IOException {
            try (KubeSession session = builder.start()) {
                KubeAccess user = session.user("bench");
                return new Bytes(
                        of(
                                session,
                                () -> user.request(
                                        "POST", "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews", REVIEW)),
                        of(session, () -> user.get("/api/v1/namespaces/default/configmaps")));
            }
        }

        private static double of(KubeSession session, Runnable request) throws IOException {
            long before = size(session);
            for (int time = 0; time < TIMES; time++) {
                request.run();
            }
            return (size(session) - before) / (double) TIMES;
        }

        private static long size(KubeSession session) throws IOException {
            return Files.size(session.cluster().auditLog().orElseThrow());
        }
    }
}
