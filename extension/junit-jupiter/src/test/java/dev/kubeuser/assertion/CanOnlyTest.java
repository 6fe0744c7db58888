// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.assertion;

import static dev.kubeuser.assertion.KubeAssertions.assertThat;
import static dev.kubeuser.query.AccessQuery.create;
import static dev.kubeuser.query.AccessQuery.delete;
import static dev.kubeuser.query.AccessQuery.get;
import static dev.kubeuser.query.AccessQuery.list;
import static dev.kubeuser.query.AccessQuery.patch;
import static dev.kubeuser.query.AccessQuery.update;
import static dev.kubeuser.query.AccessQuery.verb;
import static dev.kubeuser.testkit.Failures.assertFails;
import static dev.kubeuser.testkit.Failures.assertMistaken;

import dev.kubeuser.KubeUser;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.manifest.Manifests;
import dev.kubeuser.query.AccessQuery;
import dev.kubeuser.question.DryRun;
import dev.kubeuser.question.Refusal;
import dev.kubeuser.question.Write;
import dev.kubeuser.testkit.Policy;
import dev.kubeuser.testkit.PolicyInForce;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Exactly this and nothing else, of all that a server serves in a namespace. */
@KubeUser("olga")
@KubeUser("boss")
@KubeUser("adam")
@SuppressWarnings("BadImport") // create is a verb of Kubernetes
class CanOnlyTest {

    private static final String POLICY = new Policy()
            .namespace("only")
            .role(
                    "only/some",
                    "get,list pods",
                    "get,list,watch pods/log",
                    "get secrets db",
                    "update deployments.apps/finalizers",
                    "spin gadgets.example.com")
            .to("user olga")
            .role("only/all", "* roles.rbac.authorization.k8s.io", "get * web")
            .to("user boss")
            .yaml();

    private static final AccessQuery SPIN =
            verb("spin", "gadgets.example.com").in("only").unchecked();

    /** Of one who may apply a ConfigMap, and delete the namespace. */
    private static final String APPLIERS = new Policy()
            .role("only/appliers", "create,patch configmaps settings", "get,delete namespaces")
            .to("user adam")
            .yaml();

    @RegisterExtension
    static final PolicyInForce IN_FORCE = new PolicyInForce("the policy of CanOnlyTest", POLICY + APPLIERS);

    @Test
    void what_is_granted_and_nothing_else(@KubeUser("olga") KubeAccess olga) {
        assertThat(olga)
                .canOnly(
                        get("pods").in("only"),
                        list("pods").in("only"),
                        get("pods/log").in("only"),
                        get("secrets").named("db").in("only"),
                        update("deployments.apps/finalizers").in("only"),
                        SPIN);
    }

    @Test
    void should_fail_if_something_is_allowed_besides(@KubeUser("olga") KubeAccess olga) {
        assertFails(() -> assertThat(olga).canOnly(get("pods").in("only")), """

                    Expecting user "olga" [system:authenticated]
                    to be allowed in namespace "only" only
                      pods: get
                    but the API server also allows
                      deployments.apps/finalizers: update
                      gadgets.example.com: spin
                      pods: list
                      pods/log: get
                      secrets "db": get\
                    """);
    }

    @Test
    void should_fail_if_something_is_refused(@KubeUser("olga") KubeAccess olga) {
        assertFails(() -> assertThat(olga)
                        .canOnly(
                                get("pods").in("only"),
                                list("pods").in("only"),
                                get("pods/log").in("only"),
                                get("secrets").in("only"),
                                get("secrets").named("db").in("only"),
                                update("deployments.apps/finalizers").in("only"),
                                SPIN))
                .hasMessageEndingWith("""
                      secrets: get
                      secrets "db": get
                    but the API server does not allow
                      secrets: get\
                    """);
    }

    @Test
    void should_show_what_a_star_stands_for(@KubeUser("boss") KubeAccess boss) {
        assertFails(() -> assertThat(boss)
                        .canOnly(list("roles.rbac.authorization.k8s.io").in("only")))
                .hasMessageContainingAll(
                        "  roles.rbac.authorization.k8s.io: bind, create, delete, deletecollection, escalate, get,"
                                + " patch, update, watch",
                        "  pods \"web\": get",
                        "  pods/log \"web\": get");
    }

    @Test
    void what_is_allowed_on_one_object_and_on_the_namespace_counts(@KubeUser("adam") KubeAccess adam) {
        String settings = "{\"apiVersion\": \"v1\", \"kind\": \"ConfigMap\", \"metadata\": {\"name\": \"settings\"}}";
        assertThat(DryRun.of(adam)
                        .send(Write.createObject(Manifests.parse("settings", settings))
                                .in("only")))
                .isForbiddenBy(Refusal.AUTHORIZATION);
        assertThat(DryRun.of(adam)
                        .send(Write.applyObject(Manifests.parse("settings", settings))
                                .in("only")))
                .hasStatus(201);
        assertThat(DryRun.of(adam).send(delete("namespaces").named("only"))).isOk();
        assertThat(adam)
                .can(create("configmaps").named("settings").in("only"))
                .cannot(create("configmaps").in("only"))
                .canOnly(
                        create("configmaps").named("settings").in("only"),
                        patch("configmaps").named("settings").in("only"),
                        get("namespaces").named("only"),
                        delete("namespaces").named("only"));
        assertFails(() -> assertThat(adam)
                        .canOnly(patch("configmaps").named("settings").in("only")))
                .hasMessageEndingWith("""
                    but the API server also allows
                      configmaps "settings": create
                      namespaces "only": delete, get\
                    """);
    }

    @Test
    void is_about_one_namespace(@KubeUser("olga") KubeAccess olga) {
        assertMistaken(
                () -> assertThat(olga).canOnly(list("pods").inAllNamespaces()),
                "canOnly is about one namespace: list pods in all namespaces names none");
        assertMistaken(
                () -> assertThat(olga)
                        .canOnly(list("pods").in("only"), list("pods").in("default")),
                "canOnly is about one namespace: list pods in namespace \"only\", but list pods in"
                        + " namespace \"default\"");
    }
}
