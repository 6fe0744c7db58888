// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.apiguardian.api.API;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Injects access without any credential into a parameter or field. The user is {@code system:anonymous} if the cluster
 * accepts anonymous requests; see {@link KubeCluster#anonymousAuth()}. The client still verifies the server.
 *
 * @see <a href="https://kubernetes.io/docs/reference/access-authn-authz/authentication/#anonymous-requests">Anonymous
 *     requests</a>
 */
@Target({ElementType.PARAMETER, ElementType.FIELD})
@Retention(RetentionPolicy.RUNTIME)
@Documented
@ExtendWith(KubeUserExtension.class)
@API(status = API.Status.MAINTAINED, since = "0.1")
public @interface KubeAnonymous {}
