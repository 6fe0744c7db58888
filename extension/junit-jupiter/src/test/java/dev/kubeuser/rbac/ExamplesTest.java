// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.rbac;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kubeuser.KubeAdmin;
import dev.kubeuser.KubeCluster;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.request.NonResourceAttributes;
import dev.kubeuser.request.RequestAttributes;
import dev.kubeuser.request.ResourceAttributes;
import dev.kubeuser.testkit.Policy;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What is easily got wrong in RBAC, decided by the evaluator and by the API server. Nobody else is named like these
 * users.
 */
@KubeCluster
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ExamplesTest {

    private static final String POLICY = new Policy()
            .labelled(
                    "rbac-examples",
                    "rbac-examples: member",
                    "get,list pods,services/*",
                    "update *.apps/scale",
                    "get,list,create secrets token",
                    "get configmaps *",
                    "get /examples/*,/example")
            .to("user everywhere")
            .aggregate("rbac-examples-aggregated", "rbac-examples: member", "get nodes")
            .to("user aggregated")
            .aggregate("rbac-examples-of-nobody", "rbac-examples: nobody", "get nodes")
            .to("user of-nobody")
            .binding("default/rbac-examples", "ClusterRole rbac-examples", "user local", "account examples-robot")
            .yaml();

    private AccessReviews reviews;
    private RbacPolicy policy;

    @BeforeAll
    void apply(@KubeAdmin KubeAccess admin) {
        reviews = new AccessReviews(admin);
        policy = new ClusterWithPolicy(admin).add(RbacYaml.parse(POLICY));
    }

    @ParameterizedTest(name = "{0} {1} {2} {3} in \"{4}\" named \"{5}\": {6}")
    @CsvSource(emptyValue = "", textBlock = """
            # user, verb, API group, resource and subresource, namespace, name, allowed
            everywhere, get, '', pods, '', '', true
            everywhere, get, '', pods/log, default, '', false
            everywhere, get, '', services, default, '', false
            everywhere, get, '', services/proxy, default, '', false
            everywhere, get, '', services/*, default, '', true
            everywhere, GET, '', pods, default, '', false
            everywhere, get, '', Pods, default, '', false
            everywhere, get, apps, pods, default, '', false
            everywhere, update, apps, deployments/scale, default, web, true
            everywhere, update, apps, anything/scale, default, web, true
            everywhere, update, apps, deployments, default, web, false
            everywhere, update, apps, deployments/status, default, web, false
            everywhere, get, '', secrets, default, token, true
            everywhere, get, '', secrets, default, other, false
            everywhere, list, '', secrets, default, '', false
            everywhere, list, '', secrets, default, token, true
            everywhere, create, '', secrets, default, '', false
            everywhere, get, '', configmaps, default, any, false
            local, get, '', pods, default, '', true
            local, get, '', pods, kube-system, '', false
            local, get, '', pods, '', '', false
            system:serviceaccount:default:examples-robot, get, '', pods, default, '', true
            system:serviceaccount:kube-system:examples-robot, get, '', pods, default, '', false
            aggregated, get, '', pods, '', '', true
            aggregated, get, '', nodes, '', '', false
            of-nobody, get, '', nodes, '', '', true
            """)
    void resource(
            String user,
            String verb,
            String apiGroup,
            String resource,
            String namespace,
            String name,
            boolean allowed) {
        String[] parts = resource.split("/", 2);
        assertDecided(
                user,
                new ResourceAttributes(verb, apiGroup, parts[0], parts.length == 1 ? "" : parts[1], namespace, name),
                allowed);
    }

    @ParameterizedTest
    @CsvSource({
        "everywhere, get, /example, true",
        "everywhere, get, /example/, false",
        "everywhere, get, /examples, false",
        "everywhere, get, /examples/, true",
        "everywhere, get, /examples/a/b, true",
        "everywhere, post, /examples/a, false",
        "local, get, /example, false",
        "aggregated, get, /example, true",
    })
    void path(String user, String verb, String path, boolean allowed) {
        assertDecided(user, new NonResourceAttributes(verb, path), allowed);
    }

    private void assertDecided(String user, RequestAttributes request, boolean allowed) {
        Question question = new Question(UserInfo.exactly(user), request);
        assertThat(policy.allows(question.user(), request)).as("evaluator").isEqualTo(allowed);
        assertThat(Comparison.ask(List.of(question), reviews).differences(policy))
                .isEmpty();
    }
}
