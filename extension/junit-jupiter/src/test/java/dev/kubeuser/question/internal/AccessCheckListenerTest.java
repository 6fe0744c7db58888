// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.question.internal;

import static dev.kubeuser.assertion.KubeAssertions.assertThat;
import static dev.kubeuser.query.AccessQuery.get;
import static dev.kubeuser.query.AccessQuery.list;
import static dev.kubeuser.testkit.Failures.assertFails;
import static dev.kubeuser.testkit.Failures.assertMistaken;

import dev.kubeuser.KubeUser;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.access.internal.AccessCheckListener;
import dev.kubeuser.access.internal.AccessCheckListener.AccessCheck;
import dev.kubeuser.question.AccessMatrix;
import dev.kubeuser.rbac.UserInfo;
import dev.kubeuser.request.NonResourceAttributes;
import dev.kubeuser.request.ResourceAttributes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Questions and answers are heard of, whatever an assertion then does. */
@KubeUser(value = "liz", groups = "listeners")
class AccessCheckListenerTest {

    private static final UserInfo LIZ = UserInfo.user("liz", "listeners");

    /** Of a test that runs beside: each hears of its own user. */
    private static final UserInfo LEA = UserInfo.user("lea", "listeners");

    @Test
    void hears_every_question_before_an_assertion_throws(KubeAccess liz) {
        List<AccessCheck> checks = new CopyOnWriteArrayList<>();
        AccessCheckListener.listen(liz.cluster(), check -> {
            if (check.userInfo().name().equals("liz")) {
                checks.add(check);
            }
        });

        assertThat(liz).can(get("/api")).cannot(list("nodes"));
        assertFails(() -> assertThat(liz).can(list("pods").in("default")));

        assertThat(checks)
                .containsExactly(
                        new AccessCheck(LIZ, new NonResourceAttributes("get", "/api"), true, true),
                        new AccessCheck(LIZ, ResourceAttributes.of("list", "", "nodes"), false, false),
                        new AccessCheck(
                                LIZ, ResourceAttributes.of("list", "", "pods").in("default"), true, false));
        checks.clear();

        assertFails(() -> assertThat(liz).canOnly(list("pods").in("default")));

        assertThat(checks)
                .hasSizeGreaterThan(100)
                .allMatch(check -> !check.allowed())
                .filteredOn(AccessCheck::expected)
                .containsExactly(new AccessCheck(
                        LIZ, ResourceAttributes.of("list", "", "pods").in("default"), true, false));
    }

    @Test
    void hears_what_a_golden_file_demands_of_each_question(
            @KubeUser(value = "lea", groups = "listeners") KubeAccess lea, @TempDir Path directory) throws IOException {
        Path golden = Files.writeString(directory.resolve("access.md"), """
                | subject | namespace | resource | get | list | watch | create | update | patch | delete | deletecollection | others |
                | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |
                | lea | default | pods |  | x |  |  |  |  |  |  |  |
                """);
        List<AccessCheck> checks = new CopyOnWriteArrayList<>();
        AccessMatrix matrix =
                AccessMatrix.builder(lea.cluster()).subjects(lea).in("default").ask();
        AccessCheckListener.listen(lea.cluster(), check -> {
            if (check.userInfo().name().equals("lea")) {
                checks.add(check);
            }
        });

        assertFails(() -> assertThat(matrix).matchesGolden(golden));

        assertThat(checks)
                .hasSizeGreaterThan(100)
                .filteredOn(AccessCheck::expected)
                .containsExactly(new AccessCheck(
                        LEA, ResourceAttributes.of("list", "", "pods").in("default"), true, false));
    }

    @Test
    void does_not_hear_what_means_nothing(KubeAccess liz) {
        List<AccessCheck> checks = new CopyOnWriteArrayList<>();
        AccessCheckListener.listen(liz.cluster(), check -> {
            if (check.request() instanceof ResourceAttributes resource
                    && resource.resource().equals("listener")) {
                checks.add(check);
            }
        });

        assertMistaken(() -> assertThat(liz).cannot(list("listener").in("default")));

        assertThat(checks).isEmpty();
    }
}
