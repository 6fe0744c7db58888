package dev.kubeuser.benchmarks;

import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.cluster.ClusterKind;
import dev.kubeuser.kinds.K3sImageUnderTest;
import dev.kubeuser.manifest.Manifests;
import dev.kubeuser.session.KubeSession;
import dev.kubeuser.session.KubeSessionBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import okhttp3.MediaType;
import okhttp3.Request;
import okhttp3.RequestBody;

/**
 * What requests of users add to the audit log of each kind. On k3s an access review is whole there; the embedded control
 * plane takes off what the library does not read.
 */
record AuditLogBenchmark() implements Benchmark {

    private static final int TIMES = 2_000;

    private static final String REVIEW = """
            {"apiVersion": "authorization.k8s.io/v1", "kind": "SelfSubjectAccessReview",
             "spec": {"resourceAttributes": {"namespace": "default", "verb": "get", "resource": "secrets"}}}
            """;

    private static final String REVIEW_OF_ANOTHER = """
            {"apiVersion": "authorization.k8s.io/v1", "kind": "SubjectAccessReview", "spec": {"user": "bench",
             "groups": ["system:authenticated"],
             "resourceAttributes": {"namespace": "default", "verb": "get", "resource": "secrets"}}}
            """;

    /** Who may ask about others. */
    private static final String DELEGATOR = """
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRoleBinding
            metadata: {name: operator}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: system:auth-delegator}
            subjects: [{kind: ServiceAccount, namespace: default, name: operator}]
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
                row("access review of another program about another user", embedded.other(), k3s.other()),
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
     * @param other a SubjectAccessReview about another user than its sender, which another program sends
     * @param list a list, which is refused
     */
    private record Bytes(double review, double other, double list) {

        static Bytes of(KubeSessionBuilder builder) throws IOException {
            try (KubeSession session = builder.start()) {
                KubeAccess user = session.user("bench");
                KubeAccess operator = session.serviceAccount("default/operator");
                session.apply(Manifests.parse("operator.yaml", DELEGATOR), "default");
                return new Bytes(
                        of(
                                session,
                                () -> user.request(
                                        "POST", "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews", REVIEW)),
                        of(session, () -> operator.send(ofAnotherProgram(operator))),
                        of(session, () -> user.get("/api/v1/namespaces/default/configmaps")));
            }
        }

        /** The library's own clients leave an ID that is there. */
        private static Request ofAnotherProgram(KubeAccess operator) {
            return new Request.Builder()
                    .url(operator.url("/apis/authorization.k8s.io/v1/subjectaccessreviews"))
                    .header("Audit-ID", UUID.randomUUID().toString())
                    .post(RequestBody.create(REVIEW_OF_ANOTHER, MediaType.get("application/json")))
                    .build();
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
