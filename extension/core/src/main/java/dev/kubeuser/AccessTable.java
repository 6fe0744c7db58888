// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.apiguardian.api.API;
import org.junit.jupiter.api.TestTemplate;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Runs one test for each line of a table of who can do what, and who cannot. Each line is checked before the method
 * runs, so the method body may be empty or test more.
 *
 * <pre>{@code
 * @KubeUser(value = "alice", groups = "developers")
 * class PolicyTest {
 *     @AccessTable("access.yaml")
 *     void access_is_as_written() {}
 * }
 * }</pre>
 *
 * <p>The table is YAML: a list of cases. A list of values stands for a line with each, and {@code by} requires that
 * this binding allows it:
 *
 * <pre>{@code
 * - name: auditors read logs
 *   given: [group:auditors, alice]
 *   when: {verb: get, resource: pods/log, namespace: dev}
 *   then: allow by RoleBinding dev/auditors
 * - given: serviceaccount:ci/deployer
 *   when: {verb: delete, resource: nodes}
 *   then: deny
 * - given: user:bob
 *   when: {verb: get, path: /metrics}
 *   then: deny
 * }</pre>
 *
 * <p>A subject is the name of a declared {@link KubeUser} or {@link KubeIdentity}, {@code user:NAME},
 * {@code group:NAME} or {@code serviceaccount:NAMESPACE/NAME}. A declared user or {@link KubeServiceAccount} asks with
 * its own credential; for other subjects the administrator asks. A cluster-scoped resource has no namespace, and
 * {@code "*"} stands for all namespaces at once. <code>${kubeuser.namespace}</code> stands for a {@link KubeNamespace}
 * of the class, as in manifests. {@code where} and {@code labelled} are selectors. Verbs and resources are those of
 * {@link dev.kubeuser.query.AccessQuery}. A line with a verb or resource that the server does not know fails, whatever
 * it expects.
 *
 * <p>A case may also be about all requests of everybody, as an assertion on
 * {@link dev.kubeuser.question.ClusterPolicy#inForce(dev.kubeuser.cluster.Cluster) the policy of the cluster} is, with
 * what other tests add to a shared cluster:
 *
 * <pre>{@code
 * - given: {everybody but: group:sre}
 *   when: {verb: [get, list], resource: secrets, namespaces: every}
 *   then: deny
 * }</pre>
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@TestTemplate
@ExtendWith(KubeUserExtension.class)
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public @interface AccessTable {

    /**
     * The table, a class path resource: relative to the test class, or absolute if it begins with a slash.
     *
     * @return the name of the resource, for example {@code access.yaml}
     */
    String value();
}
