// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.samples.policy;

import static dev.kubeuser.assertion.KubeAssertions.assertThat;
import static dev.kubeuser.query.AccessQuery.create;
import static dev.kubeuser.query.AccessQuery.get;
import static dev.kubeuser.query.AccessQuery.list;
import static dev.kubeuser.query.AccessQuery.patch;
import static dev.kubeuser.query.AccessQuery.update;
import static dev.kubeuser.query.AccessQuery.verb;
import static dev.kubeuser.query.AccessQuery.watch;
import static dev.kubeuser.rbac.Subject.group;
import static dev.kubeuser.rbac.Subject.serviceAccount;

import dev.kubeuser.manifest.Manifests;
import dev.kubeuser.rbac.Subject;
import dev.kubeuser.statement.EffectivePolicy;
import org.junit.jupiter.api.Test;

/** What holds for everybody, whatever roles and bindings there are. */
@SuppressWarnings("BadImport") // create is a verb of Kubernetes
class RulesForEverybodyTest {

    private static final Subject PLATFORM = group("platform");
    private static final Subject SRE = group("sre");
    private static final Subject RELEASE = group("release");

    private final EffectivePolicy policy = EffectivePolicy.of(Manifests.load("policies/everybody/"));

    @Test
    void secrets_of_production_are_read_by_two_teams() {
        assertThat(policy)
                .inNamespacesLabelled("env=prod")
                .onlyAllows(get("secrets"), list("secrets"), watch("secrets"))
                .to(SRE, PLATFORM);
    }

    @Test
    void nobody_else_has_risky_permissions_in_production() {
        assertThat(policy)
                .inNamespacesLabelled("env=prod")
                .nobodyBut(SRE, PLATFORM, serviceAccount("platform", "deployer"))
                .hasRisks();
    }

    @Test
    void the_platform_team_alone_gives_permissions() {
        assertThat(policy)
                .inEveryNamespace()
                .nobodyBut(PLATFORM)
                .canAny(
                        verb("bind", "clusterroles.rbac.authorization.k8s.io"),
                        verb("bind", "roles.rbac.authorization.k8s.io"),
                        verb("escalate", "clusterroles.rbac.authorization.k8s.io"),
                        verb("escalate", "roles.rbac.authorization.k8s.io"),
                        verb("impersonate", "users"),
                        verb("impersonate", "groups"));
    }

    @Test
    void nobody_gets_to_kubelets_past_audit() {
        assertThat(policy).nobodyBut(PLATFORM).canAny(verb("*", "nodes/proxy"));
    }

    @Test
    void certificates_are_approved_by_the_release_team() {
        assertThat(policy)
                .nobodyBut(RELEASE, PLATFORM)
                .canAny(
                        update("certificatesigningrequests.certificates.k8s.io/approval"),
                        patch("certificatesigningrequests.certificates.k8s.io/approval"),
                        verb("approve", "signers.certificates.k8s.io"));
    }

    @Test
    void who_writes_code_approves_no_certificate() {
        assertThat(policy)
                .inEveryNamespace()
                .nobodyBut(PLATFORM)
                .canBoth(create("deployments.apps"), update("certificatesigningrequests.certificates.k8s.io/approval"));
    }

    @Test
    void without_a_group_there_is_nothing_to_see() {
        assertThat(policy)
                .unauthenticated()
                .canOnly(get("/healthz"), get("/livez"), get("/readyz"), get("/version"), get("/version/"))
                .everyone()
                .canOnlyDiscover();
    }

    @Test
    void what_is_to_come_is_for_the_platform_team() {
        assertThat(policy).nobodyBut(PLATFORM).hasWildcards();
    }

    @Test
    void nobody_has_more_than_was_reviewed() {
        assertThat(policy).grantsNothingBeyond(EffectivePolicy.of(Manifests.load("policies/everybody/reviewed/")));
    }
}
