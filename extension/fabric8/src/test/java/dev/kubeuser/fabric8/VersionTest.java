// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.fabric8;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kubeuser.kinds.RunsOnce;
import io.fabric8.kubernetes.client.Version;
import io.fabric8.kubernetes.client.utils.HttpClientUtils;
import org.junit.jupiter.api.Test;

/** The tests run with the fabric8 and the HTTP client that the build says. */
@RunsOnce
class VersionTest {

    @Test
    void fabric8_is_the_one_under_test() {
        assertThat(Version.clientVersion()).isEqualTo(System.getProperty("fabric8.under.test"));
    }

    @Test
    void the_http_client_is_the_one_under_test() {
        assertThat(HttpClientUtils.getHttpClientFactory().getClass().getPackageName())
                .contains(System.getProperty("http-client.under.test"));
    }
}
