// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.analysis.internal;

import static dev.kubeuser.kinds.Kind.EMBEDDED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kubeuser.KubeAdmin;
import dev.kubeuser.KubeCluster;
import dev.kubeuser.KubeServiceAccount;
import dev.kubeuser.KubeUser;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.access.KubeResponse;
import dev.kubeuser.analysis.internal.NeededAccess.LeastPrivilege;
import dev.kubeuser.apply.AppliedManifests;
import dev.kubeuser.kinds.InTurn;
import dev.kubeuser.kinds.RunsOn;
import dev.kubeuser.manifest.Manifests;
import dev.kubeuser.record.internal.Recorder;
import dev.kubeuser.record.internal.RunRecord;
import dev.kubeuser.testkit.Choice;
import dev.kubeuser.testkit.Recordings;
import dev.kubeuser.testkit.Seed;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/**
 * The smallest roles are enough, and so is the narrowed policy: under a random policy, users do random work; then one
 * of the two takes the place of the policy, and all that had been allowed is allowed again.
 */
@KubeCluster(dedicated = true)
@InTurn
@RunsOn(value = EMBEDDED, because = "it sends thousands of requests, and the API server is the same on each kind")
@KubeUser(value = "una", groups = "crew")
@KubeUser("ugo")
@KubeServiceAccount("alpha/worker")
@KubeServiceAccount("beta/robot")
class LeastPrivilegeRepeatedTest {

    private static final int TASKS = 500;
    private static final String RBAC = "/apis/rbac.authorization.k8s.io/v1/namespaces/";
    private static final List<String> SUBJECTS =
            List.of("user una", "user ugo", "account alpha/worker", "user ivy", "account beta/robot");

    private final Set<String> allowedKinds = new TreeSet<>();

    @Test
    void all_that_was_allowed_is_allowed_by_what_was_needed(
            @KubeAdmin KubeAccess admin,
            @KubeUser("una") KubeAccess una,
            @KubeUser("ugo") KubeAccess ugo,
            @KubeServiceAccount("alpha/worker") KubeAccess worker) {
        repeat(admin, List.of(una, ugo, worker), una.cluster()::auditLog, 2);
        assertThat(allowedKinds)
                .contains("create roles", "put roles", "apply roles", "create rolebindings", "apply rolebindings")
                .contains("put configmaps", "apply configmaps", "exec")
                .contains("approve csr", "fail csr", "impersonate 1", "impersonate 2", "impersonate 3")
                .contains("json-patch roles", "review as another");
    }

    /** As on an existing cluster, where nobody but the clients tells. */
    @Test
    void so_it_is_by_what_clients_tell(
            @KubeAdmin KubeAccess admin,
            @KubeUser("una") KubeAccess una,
            @KubeUser("ugo") KubeAccess ugo,
            @KubeServiceAccount("alpha/worker") KubeAccess worker) {
        repeat(admin, List.of(una, ugo, worker), Optional::empty, 1);
    }

    private void repeat(KubeAccess admin, List<KubeAccess> users, Supplier<Optional<Path>> auditLog, int rounds) {
        Seed seed = Seed.ofRun();
        Choice choice = new Choice(new Random(seed.value()));
        String request = Base64.getEncoder()
                .encodeToString(users.get(0)
                        .certificateSigningRequest()
                        .orElseThrow()
                        .getSpec()
                        .getRequest());
        for (int round = 0; round < rounds; round++) {
            Manifests policy = Manifests.parse("random.yaml", new RandomRights(choice).manifests(SUBJECTS));
            List<RandomWork.Task> tasks = new RandomWork(choice, users, request).tasks(TASKS);
            Recorder recorder = Recordings.listen(admin.cluster(), auditLog);
            Map<RandomWork.Task, Integer> allowed = first(policy, tasks, recorder, admin);
            RunRecord runRecord = Recordings.take(recorder, admin.cluster());
            List<NeededAccess> needed = NeededAccess.of(runRecord, PolicyInForce.of(runRecord));
            Manifests least = Manifests.parse(
                    "least-privilege.yaml",
                    LeastPrivilege.of(needed, runRecord.namespaces()).yaml());
            assertThat(differences(least, allowed, admin))
                    .as("%s, round %d, smallest roles", seed, round)
                    .isEmpty();
            EditedText narrowed = Objects.requireNonNull(
                    NarrowedPolicy.of(runRecord, needed).files().get(0).text());
            assertThat(narrowed.after()).hasSizeLessThan(narrowed.before().length());
            assertThat(differences(Manifests.parse("narrowed.yaml", narrowed.after()), allowed, admin))
                    .as("%s, round %d, narrowed policy%n%s", seed, round, narrowed.after())
                    .isEmpty();
        }
    }

    /** What is allowed by the policy, with the answers. */
    private Map<RandomWork.Task, Integer> first(
            Manifests policy, List<RandomWork.Task> tasks, Recorder recorder, KubeAccess admin) {
        Map<RandomWork.Task, Integer> allowed = new LinkedHashMap<>();
        try (AppliedManifests applied = AppliedManifests.apply(policy, admin)) {
            Runnable removed = recorder.applied(applied.objects(), "");
            for (RandomWork.Task task : tasks) {
                int code = task.send().code();
                if (code != 401 && code != 403) {
                    allowed.put(task, code);
                    allowedKinds.add(task.kind());
                }
            }
            removed.run();
        } finally {
            clean(admin);
        }
        return allowed;
    }

    /** What is answered otherwise under a smaller policy. */
    private static List<String> differences(Manifests policy, Map<RandomWork.Task, Integer> allowed, KubeAccess admin) {
        List<String> differences = new ArrayList<>();
        try (AppliedManifests applied = AppliedManifests.apply(policy, admin)) {
            assertThat(applied.objects()).isNotEmpty();
            allowed.forEach((task, code) -> {
                KubeResponse answer = task.send();
                if (answer.code() != code) {
                    differences.add(task + " was answered with " + code + ", and now " + answer.code() + " "
                            + answer.excerpt());
                }
            });
        } finally {
            clean(admin);
        }
        return differences;
    }

    /** Removes what the work made. */
    private static void clean(KubeAccess admin) {
        for (String namespace : RandomRights.NAMESPACES) {
            assertThat(admin.request("DELETE", "/api/v1/namespaces/" + namespace + "/configmaps", null)
                            .code())
                    .isEqualTo(200);
            for (String resource : List.of("roles", "rolebindings")) {
                assertThat(admin.request("DELETE", RBAC + namespace + "/" + resource, null)
                                .code())
                        .isEqualTo(200);
            }
        }
        for (int index = 0; index < 3; index++) {
            admin.request(
                    "DELETE", "/apis/certificates.k8s.io/v1/certificatesigningrequests/work-object-" + index, null);
        }
    }
}
