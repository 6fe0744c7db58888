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
import static dev.kubeuser.testkit.Failures.assertMistaken;

import dev.kubeuser.KubeAdmin;
import dev.kubeuser.KubeUser;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.query.AccessQuery;
import dev.kubeuser.rbac.ServerFeature;
import dev.kubeuser.testkit.VersionUnderTest;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What the server does not know is an error, for who may do everything as for who may do nothing. */
@KubeUser("typist")
@SuppressWarnings("BadImport") // create is a verb of Kubernetes
class TypingMistakeTest {

    static Stream<Arguments> mistakes() {
        return Stream.of(
                misspelled(delete("pod").in("default"), "pod", "pods"),
                misspelled(delete("po").in("default"), "po", "pods"),
                misspelled(delete("Pod").in("default"), "Pod", "pods"),
                misspelled(list("deploy").in("default"), "deploy", "deployments.apps"),
                misspelled(list("deployments").in("default"), "deployments", "deployments.apps"),
                misspelled(list("deploymnets").in("default"), "deploymnets", "deployments.apps"),
                misspelled(get("deploymnets/scale").in("default"), "deploymnets/scale", "deployments.apps/scale"),
                misspelled(list("deployments.app").in("default"), "deployments.app", "deployments.apps"),
                misspelled(list("secretes").in("default"), "secretes", "secrets"),
                misspelled(get("pod/log").in("default"), "pod/log", "pods/log"),
                misspelled(get("pods/logs").in("default"), "pods/logs", "pods/log"),
                misspelled(get("namespace/pods").in("default"), "namespace/pods", "namespaces"),
                mistake(
                        get("secrets/database").in("default"),
                        "The API server has no resource \"secrets/database\", and no subresource of secrets is like it;"
                                + " an object's name goes into named(...)"),
                mistake(
                        list("gizmos.example.com").in("default"),
                        "The API server has no resource \"gizmos.example.com\", and no API group \"example.com\": add"
                                + " the CustomResourceDefinition that defines it to the manifests, or apply it "
                                + "first; or ask with .unchecked() what would hold for it"),
                misspelled(verb("approve", "signers"), "signers", "signers.certificates.k8s.io"),
                mistake(
                        verb("remove", "pods").in("default"),
                        "There is no verb \"remove\" for pods, only create, delete, deletecollection, get, list, patch,"
                                + " update, watch"),
                mistake(
                        verb("lst", "pods").in("default"),
                        "There is no verb \"lst\" for pods, only create, delete, deletecollection, get, list, patch,"
                                + " update, watch. Did you mean \"list\"?"),
                mistake(
                        create("deployments.apps/scale").in("default"),
                        "There is no verb \"create\" for deployments.apps/scale, only get, patch, update"),
                mistake(
                        verb("bind", "pods").in("default"),
                        "There is no verb \"bind\" for pods, only create, delete, deletecollection, get, list, patch,"
                                + " update, watch"),
                mistake(
                        verb("aprove", "signers.certificates.k8s.io"),
                        "There is no verb \"aprove\" for signers.certificates.k8s.io, only approve, attest, sign. Did"
                                + " you mean \"approve\"?"),
                mistake(
                        list("pods"),
                        "pods are in namespaces: say which one, list(\"pods\").in(\"default\"), or"
                                + " .inAllNamespaces()"),
                mistake(
                        verb("request-serviceaccounts-token-audience", "vault"),
                        "vault are in namespaces: say which one, verb(\"request-serviceaccounts-token-audience\","
                                + " \"vault\").in(\"default\"), or .inAllNamespaces()"),
                mistake(list("nodes").in("dev"), "nodes are in no namespace: leave out in(\"dev\")"),
                mistake(list("nodes").inAllNamespaces(), "nodes are in no namespace: leave out inAllNamespaces()"),
                mistake(
                        get("namespaces").in("dev"),
                        "namespaces are in no namespace: leave out in(\"dev\"); one of them is named(\"dev\")"),
                mistake(
                        deletecollection("pods").named("web").in("default"),
                        "A request to deletecollection pods names no object to the authorizer: leave out"
                                + " named(\"web\")"));
    }

    private static Arguments mistake(AccessQuery query, String message) {
        return Arguments.of(query, message);
    }

    private static Arguments misspelled(AccessQuery query, String resource, String meant) {
        return mistake(query, "The API server has no resource \"" + resource + "\". Did you mean \"" + meant + "\"?");
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void is_no_answer_to_cannot(AccessQuery query, String message, @KubeUser("typist") KubeAccess typist) {
        assertMistaken(() -> assertThat(typist).cannot(query), message);
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void is_no_answer_to_can(AccessQuery query, String message, @KubeAdmin KubeAccess admin) {
        assertMistaken(() -> assertThat(admin).can(query), message);
    }

    /** What no discovery shows, and authorizers are asked for. */
    static final List<AccessQuery> SPECIAL = List.of(
            verb("use", "podsecuritypolicies.policy"),
            verb("use", "podsecuritypolicies.policy").named("restricted").in("default"),
            verb("bind", "clusterroles.rbac.authorization.k8s.io").named("view").in("default"),
            verb("bind", "clusterroles.rbac.authorization.k8s.io"),
            verb("escalate", "roles.rbac.authorization.k8s.io").in("default"),
            verb("impersonate", "users").named("alice"),
            verb("impersonate", "serviceaccounts").named("deployer").in("default"),
            verb("impersonate", "userextras.authentication.k8s.io/scopes").named("view"),
            verb("approve", "signers.certificates.k8s.io").named("kubernetes.io/kube-apiserver-client"),
            get("nodes/metrics"),
            create("certificatesigningrequests.certificates.k8s.io/nodeclient"),
            verb("attest", "admissionReviewAPIGroups.authentication.k8s.io").named("apps"),
            verb("request-serviceaccounts-token-audience", "sts.amazonaws.com")
                    .named("default")
                    .in("default"),
            verb("request-serviceaccounts-token-audience", "/an/audience").inAllNamespaces(),
            update("deployments.apps/finalizers").in("default"),
            verb("*", "pods").in("default"),
            verb("*", "*").inAllNamespaces(),
            verb("frobnicate", "pods").in("default").unchecked(),
            verb("get", "/metrics"));

    @ParameterizedTest
    @FieldSource("SPECIAL")
    void what_authorizers_are_asked_for_is_known(
            AccessQuery query, @KubeAdmin KubeAccess admin, @KubeUser("typist") KubeAccess typist) {
        assertThat(admin).can(query);
        assertThat(typist).cannot(query);
    }

    static Stream<Arguments> later() {
        return Stream.of(
                Arguments.of(
                        ServerFeature.CONSTRAINED_IMPERSONATION,
                        verb("impersonate:user-info", "users.authentication.k8s.io")),
                Arguments.of(
                        ServerFeature.CONSTRAINED_IMPERSONATION,
                        verb("impersonate-on:user-info:list", "pods").in("default")),
                Arguments.of(ServerFeature.CONSTRAINED_IMPERSONATION, update("resourceclaims.resource.k8s.io/binding")),
                Arguments.of(
                        ServerFeature.UNSAFE_DELETE,
                        verb("unsafe-delete-ignore-read-errors", "secrets")
                                .named("db")
                                .in("default")),
                Arguments.of(
                        ServerFeature.UNSAFE_DELETE,
                        verb("request-serviceaccounts-podcertificate-signer", "example.com/signer")
                                .in("default")));
    }

    @ParameterizedTest
    @MethodSource("later")
    void what_authorizers_are_asked_for_follows_the_version(
            ServerFeature feature,
            AccessQuery query,
            @KubeAdmin KubeAccess admin,
            @KubeUser("typist") KubeAccess typist) {
        if (feature.isIn(admin.cluster().version())) {
            what_authorizers_are_asked_for_is_known(query, admin, typist);
        } else {
            assertMistaken(() -> assertThat(admin).can(query))
                    .hasMessageEndingWith(": Kubernetes does from " + feature.since() + " on");
        }
    }

    /** The API server asks for it in no namespace, so a Role gives nobody anything. */
    @Test
    void bindings_of_resource_claims_are_asked_for_in_no_namespace(@KubeUser("typist") KubeAccess typist) {
        VersionUnderTest.assumeHas(typist.cluster(), ServerFeature.RESOURCE_CLAIM_STATUS);
        assertMistaken(
                () -> assertThat(typist)
                        .can(patch("resourceclaims.resource.k8s.io/binding").in("default")),
                "resourceclaims.resource.k8s.io/binding are in no namespace: leave out in(\"default\")");
    }

    @Test
    void without_a_check_a_mistake_is_a_no(@KubeUser("typist") KubeAccess typist) {
        assertThat(typist).cannot(delete("pod").in("default").unchecked());
    }
}
