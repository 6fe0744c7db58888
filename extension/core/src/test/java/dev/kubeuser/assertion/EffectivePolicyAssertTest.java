// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.assertion;

import static dev.kubeuser.assertion.KubeAssertions.assertThat;
import static dev.kubeuser.query.AccessQuery.create;
import static dev.kubeuser.query.AccessQuery.deletecollection;
import static dev.kubeuser.query.AccessQuery.get;
import static dev.kubeuser.query.AccessQuery.list;
import static dev.kubeuser.query.AccessQuery.patch;
import static dev.kubeuser.query.AccessQuery.verb;
import static dev.kubeuser.rbac.Subject.group;
import static dev.kubeuser.rbac.Subject.serviceAccount;
import static dev.kubeuser.rbac.Subject.user;
import static dev.kubeuser.testkit.Failures.assertFails;
import static dev.kubeuser.testkit.Failures.assertMistaken;

import dev.kubeuser.query.AccessQuery;
import dev.kubeuser.statement.EffectivePolicy;
import dev.kubeuser.testkit.Policy;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Statements about policies in files. */
@SuppressWarnings("BadImport") // create is a verb of Kubernetes
class EffectivePolicyAssertTest {

    private static Policy reader() {
        return new Policy().role("prod/reader", "get,list secrets");
    }

    private static EffectivePolicy policy() {
        return policy(new Policy());
    }

    private static EffectivePolicy policy(Policy policy) {
        return EffectivePolicy.of(policy.namespace("prod", "env: prod")
                .namespace("prod-eu", "env: prod")
                .namespace("dev", "env: dev")
                .manifests("rbac.yaml"));
    }

    private static void assertTold(ThrowingCallable assertion, String message) {
        assertFails(assertion, "%n".formatted() + message.strip());
    }

    private static void assertNotKnown(ThrowingCallable assertion) {
        assertFails(assertion).hasMessageContaining("that is not known from the manifests");
    }

    /** No authorizer is asked about its members, so no binding gives them anything. */
    @Test
    void mastersHaveNothingByABinding() {
        EffectivePolicy policy =
                policy(new Policy().clusterBinding("breakglass", "cluster-admin", "group system:masters"));
        assertThat(policy).nobody().canAny(get("secrets").in("prod")).nobody().hasWildcards();
    }

    @Test
    void whatDiffersNamesNoLabels() {
        assertMistaken(
                () -> assertThat(policy()).inNamespacesLabelled("env!=dev"),
                "\"env!=dev\" names no labels: write KEY=VALUE, and a comma between several; for what differs,"
                        + " name the namespaces");
    }

    /** A server-side apply or a PUT that creates an object asks for it by its name. */
    @Test
    void whoMayCreateOneObjectCreates() {
        EffectivePolicy policy = policy(new Policy()
                .role("prod/appliers", "create,patch,deletecollection secrets db")
                .binding("prod/appliers", "Role appliers", "group dev"));
        String found = "but Group dev is allowed create secrets \"db\" in prod\n"
                + "  rule 1 of Role prod/appliers (rbac.yaml:5): {apiGroups: [\"\"], resources: [secrets],"
                + " resourceNames: [db], verbs: [create, patch, deletecollection]}\n"
                + "    through RoleBinding prod/appliers (rbac.yaml:7) to Group dev";

        assertTold(
                () -> assertThat(policy).nobody().canAny(create("secrets").in("prod")),
                "Expecting nobody\nto be allowed create secrets in namespace \"prod\"\n" + found);
        assertTold(
                () -> assertThat(policy)
                        .nobody()
                        .canAny(create("secrets").named("db").in("prod")),
                "Expecting nobody\nto be allowed create secrets \"db\" in namespace \"prod\"\n" + found);
        assertThat(policy)
                .nobody()
                .canAny(
                        create("secrets").named("other").in("prod"),
                        deletecollection("secrets").in("prod"))
                .onlyAllows(create("secrets").named("db").in("prod"))
                .to(group("dev"));
        assertTold(
                () -> assertThat(policy)
                        .onlyAllows(create("secrets").in("prod"))
                        .to(group("dev")),
                """
                Expecting Group dev
                to be allowed create secrets in namespace "prod"
                but Group dev is not allowed create secrets in prod
                """);
    }

    /** The cluster may have the role, with any rules. */
    @Test
    void aRoleThatIsNotThereIsNotNothing() {
        EffectivePolicy before = policy();
        EffectivePolicy policy =
                policy(new Policy().clusterBinding("debug", "platform-owner", "group contractors", "group sre"));
        assertTold(
                () -> assertThat(policy)
                        .nobodyBut(group("sre"))
                        .canAny(get("secrets").in("prod")),
                """
                Expecting nobody but Group sre
                to be allowed get secrets in namespace "prod"
                but that is not known from the manifests, which do not have
                  ClusterRole platform-owner, which ClusterRoleBinding debug (rbac.yaml:1) gives Group contractors
                The cluster may have such a role, with any rules: load its file too. If it has none, begin with \
                assumingNoOtherRoles()
                """);
        assertNotKnown(() -> assertThat(policy).nobody().hasRisks());
        assertNotKnown(() -> assertThat(policy).nobody().hasWildcards());
        assertNotKnown(() -> assertThat(policy)
                .nobody()
                .canBoth(get("secrets").in("prod"), get("pods").in("dev")));
        assertNotKnown(() -> assertThat(policy).hasNoRisksExcept());
        assertNotKnown(() -> assertThat(policy).grantsNothingBeyond(before));
        assertNotKnown(() -> assertThat(policy).isEquivalentTo(before));
        assertNotKnown(() -> assertThat(before).isEquivalentTo(policy));
        assertThat(policy)
                .isEquivalentTo(policy)
                .nobodyBut(group("sre"), group("contractors"))
                .hasRisks();
        assertThat(policy.assumingNoOtherRoles())
                .hasNoRisksExcept()
                .isEquivalentTo(before)
                .nobody()
                .hasRisks();
    }

    /** A RoleBinding gives nothing outside of its namespace, and no role of Kubernetes is missing. */
    @Test
    void aRoleThatIsNotThereCountsWhereItIsBound() {
        EffectivePolicy policy = policy(new Policy().binding("prod/debug", "Role debugger", "group contractors"));
        assertNotKnown(() -> assertThat(policy).nobody().canAny(get("secrets").in("prod")));
        assertThat(policy)
                .nobody()
                .canAny(get("secrets").in("dev"), list("secrets").inAllNamespaces())
                .unauthenticated()
                .canOnly(get("/healthz"), get("/livez"), get("/readyz"), get("/version"), get("/version/"));
        assertThat(policy(new Policy().binding("prod/viewers", "ClusterRole view", "group contractors")))
                .nobody()
                .canAny(get("secrets").in("prod"));
    }

    @Test
    void onlyOneGroupReadsSecrets() {
        EffectivePolicy policy = policy(reader().binding("prod/sre", "Role reader", "group sre", "user ann"));

        assertThat(policy)
                .onlyAllows(get("secrets").in("prod"), list("secrets").in("prod"))
                .to(group("sre"), user("ann"));
        assertTold(
                () -> assertThat(policy).onlyAllows(get("secrets").in("prod")).to(group("sre")), """
                Expecting nobody but Group sre
                to be allowed get secrets in namespace "prod"
                but User ann is allowed get secrets in prod
                  rule 1 of Role prod/reader (rbac.yaml:5): {apiGroups: [""], resources: [secrets], verbs: [get, list]}
                    through RoleBinding prod/sre (rbac.yaml:7) to User ann
                """);
        assertTold(() -> assertThat(policy).onlyAllows(get("secrets").in("dev")).to(group("sre")), """
                Expecting Group sre
                to be allowed get secrets in namespace "dev"
                but Group sre is not allowed get secrets in dev
                """);
    }

    @Test
    void aDefaultRoleCountsAndWhatTheControlPlaneHasDoesNot() {
        assertThat(policy())
                .nobody()
                .canAny(get("secrets").in("prod"), create("pods").in("dev"));
        EffectivePolicy policy = policy(new Policy().binding("prod/editors", "ClusterRole edit", "group editors"));
        assertTold(() -> assertThat(policy).nobody().canAny(get("secrets").in("prod")), """
            Expecting nobody
            to be allowed get secrets in namespace "prod"
            but Group editors is allowed get secrets in prod
              rule 1 of ClusterRole system:aggregate-to-edit, aggregated into ClusterRole edit: {apiGroups: [""], \
            resources: [pods/attach, pods/exec, pods/portforward, pods/proxy, secrets, services/proxy], \
            verbs: [get, list, watch]}
                through RoleBinding prod/editors (rbac.yaml:1) to Group editors
            """);
        assertThat(policy).nobody().canAny(get("secrets").in("dev"));
    }

    @Test
    void aBindingThatTakesTheNameOfADefaultOneCounts() {
        EffectivePolicy policy = policy(new Policy()
                .clusterRole("mine", "get secrets")
                .clusterBinding("system:kube-dns", "mine", "account kube-system/kube-dns"));

        assertFails(() -> assertThat(policy).nobody().canAny(get("secrets").in("prod")))
                .hasMessageContaining("ServiceAccount kube-system/kube-dns is allowed get secrets");
    }

    @Test
    void aNameInARuleIsEnough() {
        EffectivePolicy policy = policy(new Policy()
                .clusterRole("named", "get secrets db")
                .binding("prod/one", "ClusterRole named", "user ann"));

        assertFails(() -> assertThat(policy).nobody().canAny(get("secrets").in("prod")))
                .hasMessageContaining("User ann is allowed get secrets \"db\" in prod");
        assertThat(policy).nobody().canAny(get("secrets").named("other").in("prod"));
        assertFails(() ->
                        assertThat(policy).onlyAllows(get("secrets").in("prod")).to(user("ann")))
                .hasMessageContaining("User ann is not allowed get secrets in prod");
    }

    @Test
    void aServiceAccountByItsUserNameIsTheServiceAccount() {
        EffectivePolicy policy =
                policy(reader().binding("prod/ci", "Role reader", "user system:serviceaccount:dev:ci"));

        assertThat(policy).onlyAllows(get("secrets").in("prod")).to(serviceAccount("dev", "ci"));
        assertThat(policy).onlyAllows(get("secrets").in("prod")).to(user("system:serviceaccount:dev:ci"));
        assertThat(policy).noServiceAccountOutside("dev").canAny(get("secrets").in("prod"));
        assertFails(() -> assertThat(policy)
                        .noServiceAccount()
                        .canAny(get("secrets").in("prod")))
                .hasMessageContaining("ServiceAccount dev/ci is allowed");
    }

    @Test
    void allServiceAccountsHaveWhatEverybodyHas() {
        EffectivePolicy policy = policy(new Policy()
                .clusterRole("reader", "list pods")
                .clusterBinding("all", "reader", "group system:authenticated")
                .binding("dev/team", "ClusterRole reader", "group system:serviceaccounts:dev"));

        assertThat(policy)
                .everyone()
                .canAll(list("pods").in("prod"), list("pods").inAllNamespaces());
        assertFails(() -> assertThat(policy)
                        .noServiceAccount()
                        .canAny(list("pods").in("prod")))
                .hasMessageContaining("Group system:authenticated is allowed list pods");
        assertFails(() -> assertThat(policy).everyone().canAll(get("pods").in("prod")))
                .hasMessageContaining("Expecting everyone who is authenticated")
                .hasMessageContaining("is not allowed get pods in prod");
    }

    @Test
    void everyoneOnlyDiscovers() {
        assertThat(policy()).everyone().canOnlyDiscover();
        EffectivePolicy policy = policy(new Policy()
                .clusterRole("lister", "list namespaces")
                .clusterBinding("all", "lister", "group system:authenticated"));
        assertTold(() -> assertThat(policy).everyone().canOnlyDiscover(), """
            Expecting everyone who is authenticated
            to be allowed only what Kubernetes allows everybody
            but Group system:authenticated is allowed list namespaces
              rule 1 of ClusterRole lister (rbac.yaml:5): {apiGroups: [""], resources: [namespaces], verbs: [list]}
                through ClusterRoleBinding all (rbac.yaml:7) to Group system:authenticated
            """);
    }

    @Test
    void whoIsNotAuthenticatedCanOnlyAskForHealth() {
        AccessQuery[] health = {get("/healthz"), get("/livez"), get("/readyz"), get("/version"), get("/version/")};
        assertThat(policy()).unauthenticated().canOnly(health);
        assertFails(() -> assertThat(policy()).unauthenticated().canOnly(get("/healthz"), get("/livez")))
                .hasMessageContaining("User system:anonymous is allowed get /readyz")
                .hasMessageContaining("system:public-info-viewer");
        for (String who : new String[] {"group system:unauthenticated", "user system:anonymous"}) {
            EffectivePolicy policy = policy(
                    new Policy().clusterRole("reader", "get /metrics").clusterBinding("scrapers", "reader", who));
            assertFails(() -> assertThat(policy).unauthenticated().canOnly(health))
                    .hasMessageContaining("Expecting who is not authenticated")
                    .hasMessageContaining("to be allowed only get /healthz, get /livez")
                    .hasMessageContaining("but User system:anonymous is allowed get /metrics");
        }
    }

    @Test
    void aStarStandsForAnyVerbResourceGroupOrVerbOfAPath() {
        EffectivePolicy policy = policy(new Policy()
                .clusterRole("scaler", "patch deployments.apps/scale")
                .binding("prod/scaler", "ClusterRole scaler", "group scalers")
                .clusterRole("scraper", "get /metrics")
                .clusterBinding("scrapers", "scraper", "group scrapers"));

        for (AccessQuery query : new AccessQuery[] {
            verb("*", "deployments.apps/scale").in("prod"),
            patch("*.apps").in("prod"),
            patch("*.*").in("prod"),
        }) {
            assertFails(() -> assertThat(policy).nobody().canAny(query))
                    .hasMessageContaining("Group scalers is allowed patch deployments.apps/scale in prod");
        }
        assertFails(() -> assertThat(policy).nobody().canAny(verb("*", "/metrics")))
                .hasMessageContaining("Group scrapers is allowed get /metrics");
        assertThat(policy)
                .nobody()
                .canAny(
                        patch("*.batch").in("prod"),
                        get("*.apps").in("prod"),
                        patch("*.*").in("dev"));
    }

    /** {@code StatementsAgainstApiServerTest} has the others. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{apiGroups: [\"\"], resources: ['*/status'], verbs: [get]}",
                "{nonResourceURLs: ['*'], verbs: [get]}"
            })
    void nobodyHasWildcards(String rule) {
        EffectivePolicy policy =
                policy(new Policy().clusterRole("wide", rule).clusterBinding("wide", "wide", "group ops"));

        assertThat(policy).nobodyBut(group("ops")).hasWildcards();
        assertFails(() -> assertThat(policy).nobody().hasWildcards())
                .hasMessageContaining("Expecting nobody\nto have a wildcard\nbut Group ops is allowed ");
    }

    @Test
    void aWildcardIsNotWhatIsWrittenOut() {
        EffectivePolicy policy = policy(new Policy()
                .clusterRole("narrow", "get,list,watch,create,delete pods,pods/log", "get /metrics,/metrics/*")
                .clusterBinding("narrow", "narrow", "group ops")
                .clusterRole("wide", "get *.apps")
                .binding("dev/wide", "ClusterRole wide", "group dev"));

        assertThat(policy).nobodyBut(group("dev")).hasWildcards();
        assertThat(policy).inNamespacesLabelled("env=prod").nobody().hasWildcards();
        assertThat(policy(new Policy()
                        .clusterRole("paths", "{nonResourceURLs: ['*'], verbs: [get]}")
                        .clusterBinding("paths", "paths", "group ops")))
                .inEveryNamespace()
                .nobody()
                .hasWildcards();
        assertTold(() -> assertThat(policy).inEveryNamespace().nobody().hasWildcards(), """
            Expecting nobody
            to have a wildcard in every namespace
            but Group dev is allowed get any-resource.apps in dev
              rule 1 of ClusterRole wide (rbac.yaml:19): {apiGroups: [apps], resources: ["*"], verbs: [get]}
                through RoleBinding dev/wide (rbac.yaml:21) to Group dev
            """);
    }

    @Test
    void inEveryNamespaceOfAPatternOrLabel() {
        EffectivePolicy policy = policy(reader().binding("prod/sre", "Role reader", "group sre"));

        assertThat(policy).inNamespaces("dev").nobody().canAny(get("secrets"));
        assertFails(() -> assertThat(policy).inNamespaces("prod*").nobody().canAny(get("secrets")))
                .hasMessageContaining("get secrets in every namespace named prod*");
        assertFails(() -> assertThat(policy)
                        .inNamespacesLabelled("env=prod")
                        .onlyAllows(get("secrets"))
                        .to(group("sre")))
                .hasMessageContaining("Group sre is not allowed get secrets in prod-eu");
        assertFails(() -> assertThat(policy).inEveryNamespace().nobody().canAny(get("secrets")))
                .hasMessageContaining("Group sre is allowed get secrets in prod");
    }

    @Test
    void aPatternIsAboutNamespacesToCome() {
        EffectivePolicy policy = policy(new Policy()
                .clusterRole("reader", "get secrets")
                .binding("prod/sre", "ClusterRole reader", "group sre")
                .binding("prod-eu/sre", "ClusterRole reader", "group sre"));

        assertThat(policy)
                .inNamespaces("prod", "prod-eu")
                .onlyAllows(get("secrets"))
                .to(group("sre"));
        assertFails(() -> assertThat(policy)
                        .inNamespaces("prod*")
                        .onlyAllows(get("secrets"))
                        .to(group("sre")))
                .hasMessageContaining("Group sre is not allowed get secrets in prodany");
    }

    @Test
    void nobodyHasTwoDuties() {
        EffectivePolicy policy = policy(new Policy()
                .clusterRole("deployer", "create,get deployments.apps")
                .clusterRole("approver", "approve signers.certificates.k8s.io", "get *.apps")
                .binding("prod/dev", "ClusterRole deployer", "group dev", "user both")
                .clusterBinding("release", "approver", "group release", "user both"));

        assertFails(() -> assertThat(policy)
                        .nobody()
                        .canBoth(create("deployments.apps").in("prod"), verb("approve", "signers.certificates.k8s.io")))
                .hasMessageContaining("but User both is allowed create deployments.apps in prod")
                .hasMessageContaining("and User both is allowed approve signers.certificates.k8s.io");
        assertThat(policy)
                .nobodyBut(user("both"))
                .canBoth(create("deployments.apps").in("prod"), verb("approve", "signers.certificates.k8s.io"));
    }

    @Test
    void aRefactoringGrantsNothingMore() {
        EffectivePolicy reference = policy(reader().binding("prod/sre", "Role reader", "group sre"));
        EffectivePolicy refactored = policy(new Policy()
                .clusterRole("getter", "get secrets")
                .clusterRole("lister", "list secrets")
                .binding("prod/one", "ClusterRole getter", "group sre")
                .binding("prod/two", "ClusterRole lister", "group sre"));

        assertThat(refactored).grantsNothingBeyond(reference).isEquivalentTo(reference);
        assertThat(policy()).grantsNothingBeyond(reference);
        assertTold(() -> assertThat(policy()).isEquivalentTo(reference), """
            Expecting the policy
            to allow the same as the other one
            but
              Group sre loses get, list secrets in prod
                rule 1 of Role prod/reader (rbac.yaml:5): {apiGroups: [""], resources: [secrets], verbs: [get, list]}
                  through RoleBinding prod/sre (rbac.yaml:7) to Group sre
            """);
    }

    private static Policy viewers() {
        return new Policy().binding("prod/viewers", "ClusterRole view", "group support");
    }

    @Test
    void oneVerbByAnAggregationLabelIsBeyond() {
        EffectivePolicy reference = policy(viewers());
        EffectivePolicy aggregated =
                policy(viewers().labelled("more", "rbac.authorization.k8s.io/aggregate-to-view: true", "get secrets"));

        assertTold(() -> assertThat(aggregated).grantsNothingBeyond(reference), """
            Expecting the policy
            to grant nothing beyond the reference
            but
              Group support gains get secrets in prod
                rule 1 of ClusterRole more (rbac.yaml:12), aggregated into ClusterRole view: {apiGroups: [""], resources: [secrets], verbs: [get]}
                  through RoleBinding prod/viewers (rbac.yaml:1) to Group support
            """);
    }

    @Test
    void nobodyHasRisksInSomeNamespaces() {
        EffectivePolicy policy = policy(reader().binding("prod/sre", "Role reader", "group sre")
                .clusterRole("proxy", "get nodes/proxy")
                .clusterBinding("proxy", "proxy", "group ops"));

        assertThat(policy).nobodyBut(group("sre"), group("ops")).hasRisks();
        assertThat(policy).inNamespaces("dev").nobody().hasRisks();
        assertFails(() -> assertThat(policy).inNamespaces("prod").nobody().hasRisks())
                .hasMessageContaining("to have a risky permission in every namespace named prod\n")
                .hasMessageContaining("Group sre is allowed get secrets in prod")
                .hasMessageNotContaining("Group ops");
    }

    @Test
    void aResourceWithoutNamespaceIsNotGrantedByARole() {
        EffectivePolicy policy = policy(new Policy()
                .clusterRole("nodes", "get nodes,pods")
                .binding("prod/one", "ClusterRole nodes", "user ann"));

        assertThat(policy).nobody().canAny(get("nodes"));
        assertFails(() -> assertThat(policy).grantsNothingBeyond(policy()))
                .hasMessageContaining("User ann gains get pods in prod")
                .hasMessageNotContaining("nodes, pods in prod")
                .hasMessageNotContaining("gains get nodes");
        EffectivePolicy everywhere =
                policy(new Policy().clusterRole("nodes", "get nodes,pods").clusterBinding("one", "nodes", "user ann"));
        assertFails(() -> assertThat(everywhere).grantsNothingBeyond(policy()))
                .hasMessageContaining("User ann gains get nodes\n")
                .hasMessageContaining("User ann gains get pods in all namespaces");
    }

    @Test
    void typosAreErrors() {
        EffectivePolicy two = policy(reader().binding("prod/two", "Role reader", "group sre", "group dev"));
        assertMistaken(
                () -> assertThat(two).nobodyBut(group("sre"), group("dev")).canAny(verb("delete", "pods")),
                "pods are in namespaces: say which one, delete(\"pods\").in(\"default\"), or"
                        + " inEveryNamespace() before the statement. With .inAllNamespaces() it is about one"
                        + " request for all of them");
        assertMistaken(() -> assertThat(policy()).nobody().canAny(get("secret").in("prod")))
                .hasMessageContaining("Did you mean \"secrets\"?");
        assertMistaken(() -> assertThat(policy()).nobody().canAny(get("secrets").in("prd")))
                .hasMessageContaining("The policy has no namespace \"prd\". Did you mean \"prod\"?");
        assertMistaken(() -> assertThat(policy())
                        .nobody()
                        .canAny(get("gizmos.example.com").in("prod")))
                .hasMessageEndingWith("; or ask with .unchecked() what would hold for it");
        assertMistaken(() -> assertThat(policy()).nobody().canAny(get("secrets")))
                .hasMessageContaining("secrets are in namespaces");
        assertMistaken(() -> assertThat(policy()).inNamespaces("prd")).hasMessageContaining("Did you mean \"prod\"?");
        assertMistaken(() -> assertThat(policy()).inNamespacesLabelled("env=prd"))
                .hasMessageContaining("No namespace of the policy is labelled env=prd");
        assertMistaken(() -> assertThat(policy()).nobodyBut(group("dev"), group("release")))
                .hasMessageContaining("No binding of the policy names Group dev");
        assertMistaken(() -> assertThat(policy()).nobodyBut(group("system:authenticate")))
                .hasMessageContaining("Did you mean \"Group system:authenticated\"?");
        assertMistaken(() -> assertThat(policy()).nobody().canAny());
    }
}
