// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.question;

import static dev.kubeuser.assertion.KubeAssertions.assertThat;
import static dev.kubeuser.query.AccessQuery.create;
import static dev.kubeuser.query.AccessQuery.delete;
import static dev.kubeuser.query.AccessQuery.deletecollection;
import static dev.kubeuser.query.AccessQuery.get;
import static dev.kubeuser.query.AccessQuery.list;
import static dev.kubeuser.query.AccessQuery.patch;
import static dev.kubeuser.query.AccessQuery.update;
import static dev.kubeuser.query.AccessQuery.verb;
import static dev.kubeuser.query.AccessQuery.watch;
import static dev.kubeuser.testkit.Failures.assertMistaken;

import dev.kubeuser.KubeAdmin;
import dev.kubeuser.KubeUser;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.query.AccessQuery;
import dev.kubeuser.testkit.Policy;
import dev.kubeuser.testkit.PolicyInForce;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Real requests that change nothing say the same as access reviews. */
@KubeUser("dora")
@SuppressWarnings("BadImport") // create is a verb of Kubernetes
class DryRunTest {

    static final List<AccessQuery> QUESTIONS = List.of(
            get("configmaps").named("settings").in("dry-run"),
            get("configmaps").in("dry-run"),
            list("configmaps").in("dry-run"),
            list("configmaps").named("settings").in("dry-run"),
            list("configmaps")
                    .where("metadata.namespace=dry-run")
                    .labelled("a in (b, c)")
                    .inAllNamespaces(),
            watch("configmaps").in("dry-run"),
            create("configmaps").in("dry-run"),
            create("deployments.apps").in("dry-run"),
            create("serviceaccounts/token").named("default").in("dry-run"),
            create("pods/eviction").named("web").in("dry-run"),
            create("namespaces"),
            create("rolebindings.rbac.authorization.k8s.io").in("dry-run"),
            create("clusterrolebindings.rbac.authorization.k8s.io"),
            update("rolebindings.rbac.authorization.k8s.io").named("none").in("dry-run"),
            update("clusterrolebindings.rbac.authorization.k8s.io").named("cluster-admin"),
            update("deployments.apps").named("web").in("dry-run"),
            update("deployments.apps/scale").named("web").in("dry-run"),
            patch("namespaces").named("dry-run"),
            patch("deployments.apps/status").in("dry-run"),
            delete("pods").named("web").in("dry-run"),
            deletecollection("configmaps").in("dry-run").where("metadata.name=none"),
            get("/metrics"));

    @RegisterExtension
    static final PolicyInForce IN_FORCE = new PolicyInForce(new Policy()
            .namespace("dry-run")
            .object("v1 ConfigMap", "dry-run/settings", "data: {text: as it was}")
            .manifests("the policy of DryRunTest"));

    @ParameterizedTest
    @FieldSource("QUESTIONS")
    void is_authorized_for_who_can(AccessQuery query, @KubeAdmin KubeAccess admin) {
        assertThat(admin).can(query);
        assertThat(DryRun.of(admin).send(query)).isAuthorized();
    }

    @ParameterizedTest
    @FieldSource("QUESTIONS")
    void is_forbidden_by_authorization_for_who_cannot(AccessQuery query, @KubeUser("dora") KubeAccess dora) {
        assertThat(dora).cannot(query);
        assertThat(DryRun.of(dora).send(query)).isForbiddenBy(Refusal.AUTHORIZATION);
    }

    @Test
    void changes_nothing(@KubeAdmin KubeAccess admin) {
        String path = "/api/v1/namespaces/dry-run/configmaps";
        String before = admin.get(path + "/settings").body();

        assertThat(DryRun.of(admin).send(create("configmaps").in("dry-run"))).hasStatus(201);
        assertThat(DryRun.of(admin)
                        .send(
                                patch("configmaps").named("settings").in("dry-run"),
                                "{\"data\": {\"text\": \"changed\"}}"))
                .isOk()
                .hasBodyContaining("changed");
        assertThat(DryRun.of(admin).send(deletecollection("configmaps").in("dry-run")))
                .isOk();

        assertThat(admin.get(path + "/settings")).isOk().hasBody(before);
        assertThat(admin.get(path + "/kubeuser-dry-run")).isNotFound();
    }

    @ParameterizedTest
    @MethodSource
    void should_refuse_what_cannot_be_tried(AccessQuery query, String message, @KubeAdmin KubeAccess admin) {
        assertMistaken(() -> DryRun.of(admin).send(query), message);
    }

    static Stream<Arguments> should_refuse_what_cannot_be_tried() {
        return Stream.of(
                Arguments.of(
                        create("pods/exec").named("web").in("dry-run"),
                        "To create pods/exec cannot be tried without being done"),
                Arguments.of(
                        create("configmaps").named("settings").in("dry-run"),
                        "A POST to create configmaps names no object to the authorizer: leave out named(\"settings\"),"
                                + " or send Write.applyObject(...)"),
                Arguments.of(verb("post", "/metrics"), "A post of /metrics cannot be tried without being done"),
                Arguments.of(
                        verb("bind", "roles.rbac.authorization.k8s.io").in("dry-run"),
                        "There is no request to \"bind\": authorizers are asked for it while another request is"
                                + " handled"),
                Arguments.of(
                        verb("approve", "signers.certificates.k8s.io"),
                        "The API server has no path for signers.certificates.k8s.io: authorizers are asked for it while"
                                + " another request is handled"),
                Arguments.of(
                        delete("pods").named("web").inAllNamespaces(),
                        "No request can delete pods in all namespaces at once: name one, .in(\"default\")"),
                Arguments.of(
                        list("pod").in("dry-run"), "The API server has no resource \"pod\". Did you mean \"pods\"?"));
    }
}
