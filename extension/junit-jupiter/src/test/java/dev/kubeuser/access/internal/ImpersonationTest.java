// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.access.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kubeuser.KubeAdmin;
import dev.kubeuser.KubeUser;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.access.internal.RequestListener.SentRequest;
import dev.kubeuser.cluster.internal.ApiRequests;
import dev.kubeuser.cluster.internal.WhoAmI;
import dev.kubeuser.rbac.UserInfo;
import io.kubernetes.client.openapi.ApiException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whom a client says that it impersonates is who that is to the API server, which only the authenticated can ask. */
@KubeUser("igor")
class ImpersonationTest {

    @ParameterizedTest
    @CsvSource({
        "igor,",
        "igor, guests",
        "igor, system:authenticated",
        "igor, system:unauthenticated system:authenticated",
        "system:serviceaccount:ci:robot,",
        "system:serviceaccount:ci:robot, guests",
        "system:serviceaccount:ci,",
        "system:anonymous, system:authenticated"
    })
    void groups_are_those_that_the_server_adds(String userName, @Nullable String groups, @KubeAdmin KubeAccess admin)
            throws ApiException {
        Set<String> named = groups == null ? Set.of() : Set.of(groups.split(" "));
        List<SentRequest> sent = new ArrayList<>();
        Thread caller = Thread.currentThread();
        RequestListener.listen(admin.cluster(), request -> {
            if (Thread.currentThread() == caller) {
                sent.add(request);
            }
        });
        try (KubeAccess other = KubeAccess.impersonate(admin.cluster(), userName, named)) {
            UserInfo known = WhoAmI.ask(ApiRequests.of(other.apiClient()));
            assertThat(sent).isNotEmpty().allSatisfy(request -> {
                assertThat(request.user().name()).isEqualTo(known.name());
                assertThat(request.user().groups())
                        .containsExactlyInAnyOrderElementsOf(new LinkedHashSet<>(known.groups()));
            });
        }
    }
}
