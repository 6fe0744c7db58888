// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.auth;

import static dev.kubeuser.assertion.KubeAssertions.assertThat;
import static dev.kubeuser.assertion.KubeAssertions.assertThatThrownBy;
import static dev.kubeuser.kinds.Kind.EXISTING;
import static dev.kubeuser.query.AccessQuery.deletecollection;
import static dev.kubeuser.query.AccessQuery.list;
import static dev.kubeuser.query.AccessQuery.watch;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kubeuser.KubeAdmin;
import dev.kubeuser.KubeCluster;
import dev.kubeuser.KubeManifests;
import dev.kubeuser.KubeUser;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.assertion.KubeAssertions;
import dev.kubeuser.auth.AuthorizerEndpoint.Question;
import dev.kubeuser.kinds.RunsOn;
import dev.kubeuser.query.AccessQuery;
import dev.kubeuser.query.AccessQueryException;
import dev.kubeuser.question.DryRun;
import dev.kubeuser.question.Refusal;
import dev.kubeuser.testkit.EngineRun;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Field and label selectors: the node authorizer and webhooks look at them, and RBAC does not. */
@KubeCluster(authorization = "classpath:authorization/company.yaml")
@KubeManifests("classpath:authorization/rbac.yaml")
@RunsOn(except = EXISTING, because = "the API server of an existing cluster reads files of its own machine")
class SelectorsTest {

    @Test
    void node_lists_the_pods_of_its_own(@KubeUser(value = "system:node:n1", groups = "system:nodes") KubeAccess node) {
        AccessQuery own = list("pods").where("spec.nodeName=n1").inAllNamespaces();
        assertThat(node)
                .can(own)
                .can(watch("pods").where("spec.nodeName==n1").in("default"))
                .cannot(list("pods").where("spec.nodeName=n2").inAllNamespaces())
                .cannot(list("pods").where("spec.nodeName!=n1").inAllNamespaces())
                .cannot(list("pods").inAllNamespaces());
        assertThat(DryRun.of(node).send(own)).isOk();
        assertThat(DryRun.of(node).send(list("pods").inAllNamespaces())).isForbiddenBy(Refusal.AUTHORIZATION);
        assertThatThrownBy(() -> assertThat(node).cannot(own))
                .hasMessageContainingAll(
                        "not to be allowed to list pods where spec.nodeName=n1 in all namespaces",
                        "The node authorizer allows it: node n1 needs it.");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        metadata.name!=a | team=blue
        | team in (red, blue), !old
        metadata.namespace==a\\,b\\\\ | team notin (red),team
        metadata.name=web | team!=
        """)
    void webhook_sees_what_is_asked_and_what_is_sent(
            String fields, String labels, @KubeUser("tess") KubeAccess tess, AuthorizerEndpoint authorizer) {
        authorizer.answer("tess", question -> AuthorizerAnswer.allow("of the team"));
        AccessQuery labelled = list("configmaps").labelled(labels).in("default");
        AccessQuery query = fields == null ? labelled : labelled.where(fields);
        assertThat(tess).can(query).decidedBy("teams");
        assertThat(DryRun.of(tess).send(query)).isOk();
        assertThat(tess).cannot(list("configmaps").labelled("task=blue").in("default"));
        assertThat(authorizer.questions("tess"))
                .extracting(Question::request)
                .doesNotContain(list("configmaps").labelled("task=blue").in("default"))
                .filteredOn(query::equals)
                .hasSize(2);
    }

    @Test
    void rbac_ignores_selectors(@KubeUser(value = "dev", groups = "developers") KubeAccess dev) {
        assertThat(dev)
                .can(list("pods").where("spec.nodeName=n1").labelled("app=web").in("default"))
                .grantedBy("RoleBinding default/develop");
        assertThatThrownBy(() ->
                        assertThat(dev).can(watch("pods").labelled("app=web").in("default")))
                .hasMessageContainingAll(
                        "to be allowed to watch pods labelled app=web in namespace \"default\"",
                        "add to the rules of Role default/develop");
    }

    /** As by the API server, which answers 400 to what it cannot read. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        labelSelector | a=b, c!=d , e==f | a=b,c!=d,e=f
        labelSelector | a in (c,b,),!d,e notin(x) | !d,a in (,b,c),e!=x
        labelSelector | a,in in (in),x.example/a= | a,in=in,x.example/a=
        labelSelector | ! a | !a
        labelSelector | a in () | a=
        labelSelector | a, |
        labelSelector | ,a |
        labelSelector | a b |
        labelSelector | a=b c |
        labelSelector | a===b |
        labelSelector | a!b |
        labelSelector | !a=b |
        labelSelector | a=b=c |
        labelSelector | a in b |
        labelSelector | a in (b |
        labelSelector | a in (b c) |
        labelSelector | xin(a) |
        labelSelector | a=-b |
        labelSelector | -a=b |
        labelSelector | x_y/a=b |
        labelSelector | a/b/c |
        fieldSelector | metadata.name==b,metadata.namespace!=a\\=b,, | metadata.name=b,metadata.namespace!=a\\=b
        fieldSelector | metadata.name= | metadata.name=
        fieldSelector | metadata.name |
        fieldSelector | metadata.name=a=b |
        fieldSelector | metadata.name=a\\b |
        fieldSelector | metadata.name=a\\ |
        """)
    void selector_is_read_as_by_the_api_server(
            String parameter, String text, String read, @KubeAdmin KubeAccess admin) {
        boolean isOfFields = parameter.equals("fieldSelector");
        String path = "/api/v1/pods?" + parameter + "=" + URLEncoder.encode(text, StandardCharsets.UTF_8);
        assertThat(admin.get(path)).hasStatus(read == null ? 400 : 200);
        UnaryOperator<AccessQuery> asked = all -> isOfFields ? all.where(text) : all.labelled(text);
        if (read == null) {
            assertThatThrownBy(() -> asked.apply(deletecollection("pods"))).isInstanceOf(AccessQueryException.class);
        } else {
            assertThat(asked.apply(deletecollection("pods")))
                    .returns(read, isOfFields ? AccessQuery::fieldSelector : AccessQuery::labelSelector);
        }
    }

    @KubeCluster(
            version = "1.34",
            apiserverArguments = {
                "emulated-version=1.33",
                "feature-gates=AuthorizeWithSelectors=false,AuthorizeNodeWithSelectors=false"
            })
    @KubeUser("otto")
    static class OnOldServer {
        @Test
        void asks(KubeAccess otto) {
            KubeAssertions.assertThat(otto)
                    .cannot(list("pods").labelled("app=web").in("default"));
        }
    }

    @Test
    @EnabledIfSystemProperty(
            named = "kubeuser.kubernetes.version",
            matches = "1\\.34",
            disabledReason = "not applicable: later API servers always show selectors to authorizers")
    void server_that_shows_authorizers_no_selectors_is_not_asked_about_them() {
        assertThat(EngineRun.of(Map.of("kubeuser.cluster", "embedded"), OnOldServer.class)
                        .failure())
                .isInstanceOf(AccessQueryException.class)
                .hasMessageContaining(
                        "This API server does not show selectors to authorizers, and would answer \"list pods labelled app=web in");
    }
}
