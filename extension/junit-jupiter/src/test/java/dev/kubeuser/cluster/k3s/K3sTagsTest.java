package dev.kubeuser.cluster.k3s;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kubeuser.kinds.RunsOnce;
import java.util.List;
import org.junit.jupiter.api.Test;

@RunsOnce
class K3sTagsTest {

    private static final List<String> TAGS =
            List.of("latest", "v1.34.4-k3s1", "v1.36.1-k3s1", "v1.36.3-k3s1", "v1.36.3-k3s2", "v1.37.1-k3s1");

    @Test
    void nearest_is_of_the_same_minor_and_the_newest_build_of_a_patch() {
        assertThat(K3sTags.nearest("v1.36.9-k3s1", TAGS)).hasValue("v1.36.3-k3s2");
        assertThat(K3sTags.nearest("v1.37.9-k3s1", TAGS)).hasValue("v1.37.1-k3s1");
        assertThat(K3sTags.nearest("v1.33.0-k3s1", TAGS)).hasValue("v1.34.4-k3s1");
    }

    @Test
    void tag_without_a_version_has_no_nearest() {
        assertThat(K3sTags.nearest("nightly", TAGS)).isEmpty();
        assertThat(K3sTags.nearest("v1.36.3-k3s1", List.of("latest"))).isEmpty();
    }
}
