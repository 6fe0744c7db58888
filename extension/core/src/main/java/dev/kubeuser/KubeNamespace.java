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
 * Gives a class or a test its own namespace, with a unique name. Other tests do not see what is in it, and it is
 * removed with its contents. On a parameter of type {@link String} it injects the name of a namespace that the method,
 * the class or an enclosing class declares; if none does, it declares one.
 *
 * <p>In manifests its name is <code>${kubeuser.namespace}</code>, or <code>${kubeuser.namespace.dev}</code> for
 * {@code @KubeNamespace("dev")}. The nearest declaration of a name applies.
 *
 * <pre>{@code
 * @KubeNamespace
 * @KubeManifests("deploy/namespaced-rbac.yaml")
 * class OwnNamespaceTest {
 *     @Test
 *     void test(@KubeNamespace String namespace) {}
 * }
 * }</pre>
 *
 * @see <a href="https://kubernetes.io/docs/concepts/overview/working-with-objects/namespaces/">Namespaces</a>
 */
@Target({ElementType.TYPE, ElementType.METHOD, ElementType.PARAMETER})
@Retention(RetentionPolicy.RUNTIME)
@Inherited
@Documented
@Repeatable(KubeNamespace.List.class)
@ExtendWith(KubeUserExtension.class)
@API(status = API.Status.MAINTAINED, since = "0.1")
public @interface KubeNamespace {

    /**
     * Distinguishes several namespaces, and is part of their names: up to 30 lower-case letters, digits and dashes.
     *
     * @return by default none
     */
    String value() default "";

    /** Holds several of these annotations on one element; the compiler writes it. */
    @Target({ElementType.TYPE, ElementType.METHOD, ElementType.PARAMETER})
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
        KubeNamespace[] value();
    }
}
