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
 * Applies what a Helm chart renders before the tests of a class or before one test, and removes it afterwards, like
 * {@link KubeManifests}. It is applied after the manifests of the same class or method.
 *
 * <p>The user's {@code helm}, version 3 or 4, renders the chart for the version of the cluster; {@code kubeuser.helm}
 * names another program. Only charts on this machine are rendered, and their dependencies have to be in
 * {@code charts/}.
 *
 * <p>Release, namespace, single values and what is rendered may contain placeholders, such as <code>
 * ${kubeuser.namespace}</code>; the paths of chart and values may name JUnit configuration parameters, as in
 * {@link KubeManifests#value()}.
 *
 * <pre>{@code
 * @KubeHelmChart(value = "deploy/operator", namespace = "operators", values = "deploy/values-prod.yaml")
 * class OperatorTest {}
 * }</pre>
 *
 * @see dev.kubeuser.manifest.HelmChart which objects are applied, and how findings name them
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@Inherited
@Documented
@Repeatable(KubeHelmChart.List.class)
@ExtendWith(KubeUserExtension.class)
@API(status = API.Status.MAINTAINED, since = "0.1")
public @interface KubeHelmChart {

    /**
     * The chart.
     *
     * @return a directory with a {@code Chart.yaml}, or a {@code .tgz} file
     */
    String value();

    /**
     * The name of the release.
     *
     * @return by default the name of the chart's directory or archive
     */
    String release() default "";

    /**
     * The namespace of the release, and of objects that name none. Missing namespaces are created and removed, as by
     * {@code helm install --create-namespace}.
     *
     * @return by default that of an unnamed {@link KubeNamespace} in scope, or else {@code default}
     */
    String namespace() default "";

    /**
     * Files of values, as for {@code --values}.
     *
     * @return the files; the last one wins
     */
    String[] values() default {};

    /**
     * Single values, as for {@code --set}.
     *
     * @return each as in {@code rbac.create=true}
     */
    String[] set() default {};

    /**
     * Kinds, such as {@code ServiceMonitor}, and API groups, such as {@code cert-manager.io}, whose objects are skipped
     * if the cluster does not serve them. What is skipped is in the log. Roles, bindings, CustomResourceDefinitions and
     * admission cannot be skipped.
     *
     * @return none by default: an object of a kind that the cluster does not serve is an error; so is a name that no
     *     object has
     */
    String[] skipKinds() default {};

    /** Holds several of these annotations on one element; the compiler writes it. */
    @Target({ElementType.TYPE, ElementType.METHOD})
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
        KubeHelmChart[] value();
    }
}
