// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.junit.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kubeuser.KubeUser;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.credential.UserSpec;
import dev.kubeuser.junit.internal.DeclaredSubjects.DeclaredSubject;
import dev.kubeuser.kinds.RunsOnce;
import dev.kubeuser.testkit.ChildJvm;
import dev.kubeuser.testkit.ChildTest;
import dev.kubeuser.testkit.EngineRun;
import dev.kubeuser.testkit.LoggedLines;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A name that is nearly that of a declared user makes another user, whom the policy gives nothing; and a test may ask
 * for access without declaring anyone.
 */
@RunsOnce
class DeclaredSubjectsTest {

    private static DeclaredSubject on(String place, UserSpec user, boolean isReference) {
        return new DeclaredSubject(user, isReference, place, null);
    }

    private static List<String> saidOf(DeclaredSubject... mentioned) {
        DeclaredSubjects declared = DeclaredSubjects.NONE.with(List.of(
                on("class Team", UserSpec.named("oscar").withGroups("on-call"), false),
                on("class Team", UserSpec.named("nora"), true)));
        DeclaredSubjects all = declared.withMentioned(List.of(mentioned), DeclaredSubjects.NONE);
        assertThat(List.of(mentioned))
                .allSatisfy(each -> assertThat(all.find(each.subject())).isPresent());
        return declared.misspelled(List.of(mentioned)).toList();
    }

    private static DeclaredSubject named(String name) {
        return on("parameter 0", UserSpec.named(name), true);
    }

    @Test
    void misspelled_names_are_said() {
        assertThat(saidOf(named("oskar")))
                .containsExactly("parameter 0 declares another user, \"oskar\", who is in no group."
                        + " If you mean \"oscar\", correct the name");
    }

    @Test
    void others_are_not() {
        assertThat(saidOf(named("somebody"))).isEmpty();
        assertThat(saidOf(named("oscar"))).isEmpty();
        assertThat(saidOf(named("norah"))).as("nora is in no group either").isEmpty();
        assertThat(saidOf(
                        named("oskar"),
                        on("parameter 1", UserSpec.named("oskar").withGroups("b"), false)))
                .as("declared beside it")
                .isEmpty();
    }

    /** Run by the test below alone. */
    @KubeUser(value = "oscar", groups = "on-call")
    static class MisspelledCase {

        @KubeUser("oskar")
        private KubeAccess field;

        @BeforeEach
        void everyTime(@KubeUser("oscarr") KubeAccess parameter) {
            assertThat(parameter.name()).isEqualTo("oscarr");
        }

        @Test
        void once() {
            assertThat(field.name()).isEqualTo("oskar");
        }

        @Test
        void twice() {
            assertThat(field.name()).isEqualTo("oskar");
        }
    }

    @Test
    void each_is_said_once() {
        List<String> said;
        try (LoggedLines logged = LoggedLines.open()) {
            EngineRun.of(Map.of(), MisspelledCase.class).assertSuccessful(2);
            said = logged.containing(" declares another user, ");
        }
        assertThat(said)
                .filteredOn(line -> line.contains("\"oskar\"") || line.contains("\"oscarr\""))
                .hasSize(2)
                .allMatch(line -> line.startsWith("kubeuser: ") && line.contains(" declares another user, "));
    }

    /** Run by the test below alone. */
    static class UndeclaredCase {
        @Nested
        class OurType {
            @Test
            void test(KubeAccess nobody) {
                assertThat(nobody).isNotNull();
            }
        }

        @Nested
        @KubeUser("alice")
        class ForeignType {
            @Test
            void test(HttpClient client) {
                assertThat(client).isNotNull();
            }
        }
    }

    /** A listener of the launcher says it, beside the words of JUnit. */
    @Test
    void what_to_declare_and_what_can_be_injected_is_said(@TempDir Path directory) throws Exception {
        try (ChildJvm child = ChildTest.start(directory, UndeclaredCase.class)) {
            child.awaitEnd();
            assertThat(child.output())
                    .contains("kubeuser: no subject is declared for the KubeAccess of void ")
                    .contains("put @KubeUser(\"...\") on the class, the method or the parameter")
                    .contains("kubeuser: a java.net.http.HttpClient cannot be injected into void ")
                    .contains("; what can be: KubeAccess, OkHttpClient, ");
        }
    }
}
