// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.manifest;

import static dev.kubeuser.assertion.KubeAssertions.assertThat;
import static dev.kubeuser.kinds.Kind.EMBEDDED;
import static dev.kubeuser.query.AccessQuery.get;
import static dev.kubeuser.query.AccessQuery.list;
import static dev.kubeuser.query.AccessQuery.watch;

import dev.kubeuser.KubeCluster;
import dev.kubeuser.KubeManifests;
import dev.kubeuser.KubeNamespace;
import dev.kubeuser.KubeServiceAccount;
import dev.kubeuser.KubeUser;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.kinds.RunsOn;
import dev.kubeuser.query.AccessQuery;
import org.junit.jupiter.api.Test;

/** What the ServiceAccounts of bundles may do. */
@KubeCluster(dedicated = true)
@RunsOn(value = EMBEDDED, because = "its bundles change what admin, edit and view grant")
class OlmOperatorTest {

    private static final String BACKUPS = "backups.samples.kubeuser.dev";

    @Test
    @KubeNamespace("team")
    @KubeManifests(value = "olm:../../sample-tests/bundle", namespace = "operators", createNamespaces = true)
    @KubeManifests("classpath:olm/editors.yaml")
    void permissions_are_lifted_and_provided_apis_are_in_edit(
            @KubeServiceAccount("operators/backups") KubeAccess operator,
            @KubeUser(value = "erin", groups = "olm-editors") KubeAccess editor,
            @KubeNamespace("team") String team) {
        assertThat(operator)
                .can(watch(BACKUPS).inAllNamespaces())
                .can(AccessQuery.create("leases.coordination.k8s.io").in(team))
                .can(list("namespaces"))
                .cannot(AccessQuery.create(BACKUPS).in(team))
                .cannot(get("secrets").in("operators"));
        assertThat(editor)
                .can(AccessQuery.create(BACKUPS).in(team))
                .can(get("customresourcedefinitions.apiextensions.k8s.io").named(BACKUPS))
                .cannot(list("nodes"));
    }

    @Test
    @KubeNamespace("watched")
    @KubeManifests(
            value = "olm:${kubeuser.namespace.watched}:../policy/src/test/resources/olm/stores",
            namespace = "operators",
            createNamespaces = true)
    void permissions_are_in_the_own_namespace_and_in_the_watched_one(
            @KubeServiceAccount("operators/stores") KubeAccess operator, @KubeNamespace("watched") String watched) {
        assertThat(operator)
                .can(get("secrets").in(watched))
                .can(get("secrets").in("operators"))
                .can(AccessQuery.create("deployments.apps").in(watched))
                .cannot(get("secrets").in("default"))
                .cannot(get("configmaps").in(watched))
                .cannot(list("namespaces"));
    }
}
