// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.apiguardian.api.API;
import org.junit.jupiter.api.ClassTemplate;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Runs the tests of a class, and of its nested classes, once for each of several versions of Kubernetes. Each run has a
 * cluster of that version, and its own users, manifests and namespaces. The display name of a run has the version.
 *
 * <p>{@code @BeforeAll}, {@code @AfterAll} and, with {@code @TestInstance(PER_CLASS)}, the constructor run once for all
 * versions. So nothing can be injected there: use {@code @BeforeEach}, or {@code @BeforeAll} of a nested class.
 *
 * <p>Needs JUnit 5.13 or newer. On 5.12, and for all classes at once, run the build once for each version with
 * {@code kubeuser.kubernetes.version}.
 *
 * @see org.junit.jupiter.api.ClassTemplate
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Inherited
@Documented
@ClassTemplate
@ExtendWith(ClassTemplateRequirement.class)
@ExtendWith(KubeUserExtension.class)
@ExtendWith(KubeVersionsExtension.class)
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public @interface KubeVersions {

    /**
     * The versions, each a minor such as {@code "1.35"} or an exact one such as {@code "v1.35.4"}.
     *
     * @return by default those that {@code kubeuser.kubernetes.version} lists, as in {@code 1.34,1.37}; without that
     *     setting, the default version alone
     */
    String[] value() default {};
}
