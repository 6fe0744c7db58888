// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.apiguardian.api.API;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Declares a ServiceAccount as a subject of the tests, with a token from the TokenRequest API, as a pod would get it.
 * The ServiceAccount and its namespace are created if they do not exist, and then removed after the cluster's last
 * test.
 *
 * <p>It is allowed wherever {@link KubeUser} is. The same types are injected, except for those that need a certificate:
 * {@link dev.kubeuser.access.PemFiles}, {@link java.security.cert.X509Certificate} and
 * {@link dev.kubeuser.credential.CertificateFlow}.
 *
 * <pre>{@code
 * @Test
 * void deploys(@KubeServiceAccount("ci/deployer") AppsV1Api apps) { ... }
 * }</pre>
 *
 * @see <a href="https://kubernetes.io/docs/tasks/configure-pod-container/configure-service-account/">Configure Service
 *     Accounts for Pods</a>
 */
@Target({ElementType.TYPE, ElementType.METHOD, ElementType.PARAMETER, ElementType.FIELD})
@Retention(RetentionPolicy.RUNTIME)
@Inherited
@Documented
@Repeatable(KubeServiceAccount.List.class)
@ExtendWith(KubeUserExtension.class)
@API(status = API.Status.MAINTAINED, since = "0.1")
public @interface KubeServiceAccount {

    /**
     * The namespace and the name, {@code "NAMESPACE/NAME"}.
     *
     * @return the ServiceAccount
     */
    String value();

    /**
     * The audiences that the token is intended for, as a projected volume has them. If the API server is not one of
     * them, it answers 401.
     *
     * @return by default the API server
     */
    String[] audiences() default {};

    /**
     * The requested lifetime of the token, for example {@code "90m"}; at least {@code "600s"}.
     *
     * @return by default an hour
     */
    String expiration() default "1h";

    /**
     * The object that the token is bound to, as that of a pod is: {@code "pod/web-0"}, {@code "secret/NAME"} or
     * {@code "node/NAME"}. It has to exist, for example by {@link KubeManifests}; a pod or Secret in the
     * ServiceAccount's namespace.
     *
     * @return by default none
     */
    String boundObject() default "";

    /**
     * A Secret of type {@code kubernetes.io/service-account-token} in the ServiceAccount's namespace, whose token is
     * taken. It has to exist; a controller of the cluster fills it. Such a token has no end.
     *
     * @return by default none: a token is requested
     */
    String tokenSecret() default "";

    /** Holds several of these annotations on one element; the compiler writes it. */
    @Target({ElementType.TYPE, ElementType.METHOD, ElementType.PARAMETER, ElementType.FIELD})
    @Retention(RetentionPolicy.RUNTIME)
    @Inherited
    @Documented
    @ExtendWith(KubeUserExtension.class)
    @interface List {

        /**
         * The annotations.
         *
         * @return in the order in which they are written
         */
        KubeServiceAccount[] value();
    }
}
