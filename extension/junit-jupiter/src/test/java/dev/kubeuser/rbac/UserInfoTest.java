// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.rbac;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kubeuser.kinds.RunsOnce;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The sender of a request. */
@RunsOnce
class UserInfoTest {

    /** With one hash for all groups, each search among the users of a policy compares all groups with all. */
    @Test
    void members_of_different_groups_have_different_hashes() {
        assertThat(IntStream.range(0, 1_000)
                        .mapToObj(number -> UserInfo.of(Subject.group("team-" + number)))
                        .map(UserInfo::hashCode)
                        .distinct())
                .hasSizeGreaterThan(990);
    }

    @Test
    void equal_users_have_the_same_hash_whatever_the_order_of_their_groups() {
        assertThat(UserInfo.exactly("", "a", "b"))
                .isEqualTo(UserInfo.exactly("", "b", "a"))
                .hasSameHashCodeAs(UserInfo.exactly("", "b", "a"));
    }

    @Test
    void messages_name_it_as_a_binding_does() {
        assertThat(UserInfo.user("alice", "developers").subject()).isEqualTo(Subject.user("alice"));
        assertThat(UserInfo.serviceAccount("ci", "deployer").subject())
                .isEqualTo(Subject.serviceAccount("ci", "deployer"));
        for (Subject group : List.of(Subject.group("sre"), Subject.group("system:authenticated"))) {
            assertThat(UserInfo.of(group).subject()).isEqualTo(group);
        }
    }
}
