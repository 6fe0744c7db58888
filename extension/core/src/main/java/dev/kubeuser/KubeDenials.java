// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser;

import dev.kubeuser.run.DenialMode;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.apiguardian.api.API;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Configures what happens to a test in which a request of a subject under test is denied, and which denials the test
 * expects.
 *
 * <p>On a class or method it is for all subjects; on a field or parameter with {@link KubeUser},
 * {@link KubeServiceAccount} or {@link KubeIdentity} it is for that subject. The innermost mode wins: that of a
 * parameter, the method, a field, the class, its enclosing classes. Expected refusals add up.
 *
 * <pre>{@code
 * @KubeManifests("deploy/rbac/")
 * @KubeDenials(value = FAIL, expected = "list secrets in kube-system")
 * class OperatorTest {
 *     @KubeServiceAccount("ops/webpage")
 *     private ApiClient client;
 * }
 * }</pre>
 *
 * <p>A refusal that the test itself asserts, as {@code assertThatForbidden} does, is always expected. What admission or
 * a webhook authorizer denies never fails a test: no rule would allow the request.
 *
 * @see <a href="https://kubernetes.io/docs/reference/access-authn-authz/rbac/">Using RBAC Authorization</a>
 */
@Target({ElementType.TYPE, ElementType.METHOD, ElementType.PARAMETER, ElementType.FIELD})
@Retention(RetentionPolicy.RUNTIME)
@Inherited
@Documented
@ExtendWith(KubeUserExtension.class)
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public @interface KubeDenials {

    /**
     * The effect of a denial on its test.
     *
     * @return one mode; by default that of the element around it
     */
    DenialMode[] value() default {};

    /**
     * The requests whose refusal is expected, as denials are written: verb and resource, with the API group unless it
     * is the core group, and optionally the object and the namespace. {@code "list secrets"} is expected in any
     * namespace, {@code "get secrets db in dev"} only for this object there, {@code "patch deployments.apps/status"}
     * for this subresource, {@code "get /metrics"} for this path. <code>${kubeuser.namespace}</code> stands for a
     * {@link KubeNamespace}, as in manifests.
     *
     * @return the requests; none by default
     */
    String[] expected() default {};
}
