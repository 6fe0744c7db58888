// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.testkit;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.kubeuser.cluster.ClusterException;
import dev.kubeuser.kinds.KindUnderTest;
import dev.kubeuser.run.KubeSession;
import dev.kubeuser.run.KubeSessionBuilder;

/** Sessions with clusters of their own, of the kind under test. */
public final class KindSessions {

    private KindSessions() {}

    public static KubeSessionBuilder builder() {
        KubeSessionBuilder builder = KubeSession.builder();
        KindUnderTest.settings().forEach(builder::setting);
        return builder;
    }

    /**
     * Asserts that the API server does not accept a file, and that the failure has these words.
     *
     * @param setting the setting that names the file
     */
    public static void assertRefused(String setting, String file, String... words) {
        KubeSessionBuilder session = builder().setting(setting, file);
        assertThatExceptionOfType(ClusterException.class)
                .isThrownBy(session::start)
                .withMessageContainingAll(words);
    }
}
