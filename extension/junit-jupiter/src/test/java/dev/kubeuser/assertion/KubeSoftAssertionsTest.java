// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.assertion;

import static dev.kubeuser.assertion.KubeAssertions.assertThat;
import static dev.kubeuser.query.AccessQuery.get;
import static dev.kubeuser.query.AccessQuery.list;
import static dev.kubeuser.question.Write.createObject;
import static dev.kubeuser.testkit.Failures.assertFails;
import static dev.kubeuser.testkit.Failures.assertMistaken;

import dev.kubeuser.KubeAdmin;
import dev.kubeuser.KubeUser;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.manifest.Manifests;
import dev.kubeuser.question.AccessMatrix;
import dev.kubeuser.question.ReviewedSubject;
import dev.kubeuser.rbac.escalation.Technique;
import dev.kubeuser.statement.EffectivePolicy;
import dev.kubeuser.statement.EffectiveRole;
import dev.kubeuser.testkit.Policy;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Failures are collected; questions that mean nothing are not. */
@KubeUser("sofia")
class KubeSoftAssertionsTest {

    @Test
    void all_failures_are_reported_together(KubeAccess sofia) {
        KubeSoftAssertions softly = new KubeSoftAssertions();

        softly.assertThat(sofia)
                .as("first")
                .can(list("nodes"))
                .grantedBy("ClusterRoleBinding nodes")
                .cannot(get("/api"))
                .can(get("/healthz"));
        softly.assertThat(sofia.get("/healthz")).isOk().hasBody("fine");
        softly.assertThat("of AssertJ").isEqualTo("of AssertJ as well");

        assertThat(softly.errorsCollected())
                .extracting(Throwable::getMessage)
                .satisfiesExactly(
                        denied -> assertThat(denied).startsWith("[first]").contains("to be allowed to list nodes"),
                        notGranted -> assertThat(notGranted)
                                .contains("list nodes by ClusterRoleBinding nodes", "but it is not allowed at all"),
                        allowed -> assertThat(allowed).contains("not to be allowed to get /api"),
                        answered -> assertThat(answered).contains("with the body \"fine\""),
                        other -> assertThat(other).contains("of AssertJ as well"));
    }

    @Test
    void what_follows_a_qualifier_is_collected_too(KubeAccess sofia) {
        KubeSoftAssertions softly = new KubeSoftAssertions();

        softly.assertThat(sofia)
                .as("all")
                .can(get("/healthz"))
                .grantedBy("ClusterRoleBinding nodes")
                .byRole("ClusterRole view")
                .through("Group system:authenticated")
                .isAuthenticatedAs("sophia")
                .isInstanceOf(String.class)
                .cannot(list("nodes"));
        softly.assertThat(ReviewedSubject.of(sofia.cluster(), "user:sofia"))
                .cannot(get("/healthz"))
                .eventually(Duration.ZERO)
                .can(list("nodes"))
                .byRole("ClusterRole view")
                .isInstanceOf(String.class);

        assertThat(softly.errorsCollected())
                .extracting(Throwable::getMessage)
                .satisfiesExactly(
                        binding -> assertThat(binding).startsWith("[all]").contains("by ClusterRoleBinding nodes"),
                        role -> assertThat(role).startsWith("[all]").contains("by ClusterRole view"),
                        name -> assertThat(name).startsWith("[all]").contains("as \"sophia\""),
                        user -> assertThat(user).startsWith("[all]").contains("java.lang.String"),
                        allowed -> assertThat(allowed).contains("not to be allowed to get /healthz"),
                        denied -> assertThat(denied).contains("to be allowed to list nodes"),
                        notGranted -> assertThat(notGranted).contains("list nodes by ClusterRole view"),
                        subject -> assertThat(subject).contains("java.lang.String"));
        assertThat(softly.wasSuccess()).isFalse();
    }

    @Test
    void qualifiers_of_writes_and_credentials_are_collected_too(KubeAccess sofia, @KubeAdmin KubeAccess admin) {
        Manifests object = Manifests.parse("object.yaml", "{apiVersion: v1, kind: ConfigMap, metadata: {name: soft}}");
        Path golden = Path.of("none.txt");
        KubeSoftAssertions softly = new KubeSoftAssertions();

        softly.assertThat(sofia)
                .can(createObject(object).in("default"))
                .warnedBy("ValidatingAdmissionPolicy a")
                .changedAs(golden)
                .cannot(createObject(object).in("default"))
                .deniedBy("PodSecurity")
                .deniedBy("ValidatingAdmissionPolicy a");
        softly.assertThat(admin).cannot(createObject(object).in("default")).deniedBy("PodSecurity");
        softly.assertThat(sofia).isUnauthenticated().isAuthenticatedAs("sophia");

        assertThat(softly.errorsCollected())
                .extracting(Throwable::getMessage)
                .satisfiesExactly(
                        denied -> assertThat(denied).contains("to be allowed to create ConfigMap soft"),
                        warned ->
                                assertThat(warned).contains("Expecting ValidatingAdmissionPolicy a", "no policy warns"),
                        changed -> assertThat(changed).contains("to be allowed to create ConfigMap soft"),
                        security -> assertThat(security).contains("Expecting PodSecurity", "refused by authorization"),
                        policy -> assertThat(policy).contains("Expecting ValidatingAdmissionPolicy a"),
                        admitted -> assertThat(admitted).contains("but the API server admits it"),
                        byNothing -> assertThat(byNothing).contains("Expecting PodSecurity"),
                        known -> assertThat(known).contains("to be unauthenticated"),
                        name -> assertThat(name).contains("as \"sophia\""));
    }

    @Test
    void those_of_policies_roles_tables_and_paths_are_collected_too(KubeAccess sofia, @KubeAdmin KubeAccess admin) {
        EffectivePolicy policy = EffectivePolicy.of(new Policy()
                .namespace("prod")
                .role("prod/reader", "get secrets")
                .to("user sofia")
                .clusterRole("reader", "get pods")
                .manifests());
        EffectiveRole role = policy.role("ClusterRole reader");
        AccessMatrix matrix = AccessMatrix.builder(sofia.cluster())
                .subjects(sofia)
                .clusterWide()
                .ask();
        KubeSoftAssertions softly = new KubeSoftAssertions();

        softly.assertThat(policy).nobody().canAny(get("secrets").in("prod"));
        softly.assertThat(policy).everyone().canAll(get("secrets").in("prod"));
        softly.assertThat(policy)
                .grantsNothingBeyond(
                        EffectivePolicy.of(new Policy().namespace("prod").manifests()));
        softly.assertThat(policy).hasNoRisks();
        softly.assertThat(role).covers(policy.role("Role prod/reader"));
        softly.assertThat(role).coversExactly(role);
        softly.assertThat(matrix).matchesGolden(Path.of("none.md"));
        softly.assertThat(admin)
                .ignoring(Technique.BIND)
                .cannotBecomeClusterAdmin()
                .cannotGainRole("ClusterRole view");

        assertThat(softly.errorsCollected())
                .extracting(Throwable::getMessage)
                .satisfiesExactly(
                        somebody -> assertThat(somebody).contains("User sofia is allowed get secrets in prod"),
                        not -> assertThat(not).contains("Expecting everyone who is authenticated"),
                        gained -> assertThat(gained).contains("User sofia gains get secrets in prod"),
                        risky -> assertThat(risky).contains("to have no risky permissions"),
                        lacking -> assertThat(lacking).contains("but it does not allow get secrets"),
                        missing -> assertThat(missing).contains("but the file does not exist."),
                        path -> assertThat(path).contains("not to become cluster-admin"),
                        gaining -> assertThat(gaining).contains("not to gain ClusterRole view"));
    }

    @Test
    void should_fail_at_the_end(KubeAccess sofia) {
        assertFails(() -> KubeSoftAssertions.assertSoftly(softly -> {
                    softly.assertThat(sofia).can(list("nodes"));
                    softly.assertThat(sofia).isAuthenticatedAs("sophia");
                }))
                .hasMessageContainingAll("(2 failures)", "to be allowed to list nodes", "as \"sophia\"");
    }

    @Test
    void a_typing_mistake_is_thrown_at_once(KubeAccess sofia) {
        assertMistaken(
                () -> KubeSoftAssertions.assertSoftly(
                        softly -> softly.assertThat(sofia).cannot(list("node"))),
                "The API server has no resource \"node\". Did you mean \"nodes\"?");
    }
}
