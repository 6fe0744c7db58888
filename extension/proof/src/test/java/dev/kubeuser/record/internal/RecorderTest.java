// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.record.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kubeuser.access.internal.AccessCheckListener.AccessCheck;
import dev.kubeuser.cluster.internal.Run;
import dev.kubeuser.manifest.ManifestObject;
import dev.kubeuser.query.internal.Discovery;
import dev.kubeuser.rbac.RbacPolicy;
import dev.kubeuser.rbac.ServerFeature;
import dev.kubeuser.rbac.UserInfo;
import dev.kubeuser.request.ResourceAttributes;
import dev.kubeuser.run.internal.RunningTests;
import dev.kubeuser.testkit.Policy;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Each decision is under the policy in force, and handed over once, however often that policy comes and goes. */
class RecorderTest {

    private final Recorder recorder = new Recorder(
            new RunningTests(),
            new ApiServer(
                    ServerFeature.all(),
                    Discovery::ofKubernetes,
                    resource -> Optional.empty(),
                    () -> RbacPolicy.builder().build(),
                    (user, request) -> Optional.empty()),
            Run.begin(),
            Optional::empty);

    private static List<ManifestObject> role(String name) {
        return new Policy()
                .clusterRole(name, "get pods")
                .manifests(name + ".yaml")
                .objects();
    }

    private void check(String verb) {
        recorder.checked(new AccessCheck(UserInfo.user("rose"), ResourceAttributes.of(verb, "", "pods"), true, true));
    }

    /** The names of the objects in each state, with the verbs of its decisions. */
    private List<String> taken() {
        return recorder.take(RbacPolicy.builder(), List.of()).states().stream()
                .map(state -> state.objects().stream()
                                .map(PolicyObject::name)
                                .sorted()
                                .toList() + " "
                        + state.decisions().stream()
                                .map(decision -> decision.request().verb())
                                .toList())
                .toList();
    }

    @Test
    void a_policy_that_is_in_force_again_is_the_same() {
        Runnable firstRemoved = recorder.applied(role("one"), "");
        check("get");
        Runnable removed = recorder.applied(role("two"), "");
        check("list");
        removed.run();
        check("watch");
        firstRemoved.run();
        check("create");
        assertThat(taken()).containsExactly("[one] [get, watch]", "[one, two] [list]");
    }

    @Test
    void what_was_taken_is_not_taken_again() {
        Runnable removed = recorder.applied(role("one"), "");
        check("get");
        assertThat(taken()).containsExactly("[one] [get]");
        assertThat(taken()).isEmpty();
        check("list");
        removed.run();
        assertThat(taken()).containsExactly("[one] [list]");
    }

    @Test
    void a_policy_counts_without_a_decision() {
        recorder.applied(role("one"), "");
        assertThat(taken()).containsExactly("[one] []");
    }
}
