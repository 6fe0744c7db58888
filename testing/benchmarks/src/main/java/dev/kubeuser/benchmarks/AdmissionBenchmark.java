package dev.kubeuser.benchmarks;

import static dev.kubeuser.assertion.KubeAssertions.assertThat;

import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.cluster.ClusterKind;
import dev.kubeuser.manifest.Manifests;
import dev.kubeuser.question.Write;
import dev.kubeuser.session.KubeSession;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import okhttp3.MediaType;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;

/** One assertion on a whole object, beside the dry run that it needs, sent by the same client. */
record AdmissionBenchmark(int runs) implements Benchmark {

    private static final int TIMES = 300;
    private static final Target TARGET = Target.ratio(1.2);

    private static final String POLICY = """
            apiVersion: rbac.authorization.k8s.io/v1
            kind: RoleBinding
            metadata: {name: writers, namespace: default}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: edit}
            subjects: [{apiGroup: rbac.authorization.k8s.io, kind: User, name: bench}]
            ---
            apiVersion: admissionregistration.k8s.io/v1
            kind: ValidatingAdmissionPolicy
            metadata: {name: bench}
            spec:
              matchConstraints:
                resourceRules:
                - {apiGroups: [""], apiVersions: [v1], operations: [CREATE], resources: [configmaps]}
              validations:
              - expression: "'release' in request.userInfo.groups"
            ---
            apiVersion: admissionregistration.k8s.io/v1
            kind: ValidatingAdmissionPolicyBinding
            metadata: {name: bench}
            spec:
              policyName: bench
              validationActions: [Deny]
              matchResources: {namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: default}}}
            """;

    private static final String OBJECT = """
            {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "bench", "namespace": "default"}, "data": {"a": "b"}}""";

    @Override
    public String what() {
        return "an assertion on a whole object";
    }

    @Override
    public List<Row> run() {
        try (KubeSession session =
                KubeSession.builder().cluster(ClusterKind.EMBEDDED).start()) {
            session.apply(Manifests.parse("policy.yaml", POLICY), "default");
            KubeAccess user = session.user("bench");
            Write write = Write.create(Manifests.parse("object.yaml", OBJECT));
            Runnable bare = () -> dryRun(user);
            Runnable ours = () -> assertThat(user).cannot(write).deniedBy("ValidatingAdmissionPolicy bench");
            times(bare);
            times(ours);
            List<Cost> bareCosts = new ArrayList<>();
            List<Cost> ourCosts = new ArrayList<>();
            for (int run = 0; run < runs; run++) {
                bareCosts.add(Cost.of(() -> times(bare)));
                ourCosts.add(Cost.of(() -> times(ours)));
            }
            Samples our = Cost.wall(ourCosts).per(TIMES);
            Samples their = Cost.wall(bareCosts).per(TIMES);
            double ratio = our.median() / their.median();
            return List.of(new Row(
                    what(),
                    our.toString(),
                    "the bare dry run: " + their,
                    String.format(Locale.ROOT, "%.2f", ratio),
                    TARGET.judge(ratio)));
        }
    }

    private static void times(Runnable action) {
        for (int time = 0; time < TIMES; time++) {
            action.run();
        }
    }

    private static void dryRun(KubeAccess user) {
        Request request = new Request.Builder()
                .url(user.url("/api/v1/namespaces/default/configmaps?dryRun=All"))
                .post(RequestBody.create(OBJECT, MediaType.get("application/json")))
                .build();
        try (Response response = user.httpClient().newCall(request).execute()) {
            if (!response.body().string().contains("ValidatingAdmissionPolicy 'bench'")) {
                throw new IllegalStateException("the policy does not deny it");
            }
        } catch (IOException failure) {
            throw new IllegalStateException(failure);
        }
    }
}
