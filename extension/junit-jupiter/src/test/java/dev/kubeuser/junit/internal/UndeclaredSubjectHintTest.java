// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.junit.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kubeuser.KubeUser;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.kinds.RunsOnce;
import dev.kubeuser.testkit.ChildJvm;
import java.net.http.HttpClient;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A test that asks for access and declares nobody. */
@RunsOnce
public class UndeclaredSubjectHintTest {

    static class Undeclared {
        @Test
        void test(KubeAccess nobody) {
            assertThat(nobody).isNotNull();
        }
    }

    @KubeUser("alice")
    static class Foreign {
        @Test
        void test(HttpClient client) {
            assertThat(client).isNotNull();
        }
    }

    @Test
    void what_can_be_injected_is_said_in_a_class_with_our_annotations(@TempDir Path directory) throws Exception {
        try (ChildJvm child = ChildJvm.start(directory, Foreign.class)) {
            child.awaitEnd();
            assertThat(child.output())
                    .contains("kubeuser: a java.net.http.HttpClient cannot be injected into void ")
                    .contains("; what can be: KubeAccess, OkHttpClient, ");
        }
    }

    @Test
    void what_to_do_is_said_beside_the_words_of_junit(@TempDir Path directory) throws Exception {
        try (ChildJvm child = ChildJvm.start(directory, Undeclared.class)) {
            child.awaitEnd();
            assertThat(child.output())
                    .contains("kubeuser: no subject is declared for the KubeAccess of void ")
                    .contains("put @KubeUser(\"...\") on the class, the method or the parameter");
        }
    }
}
