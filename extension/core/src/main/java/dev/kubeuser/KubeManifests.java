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
 * Applies manifests, for example the RBAC policy under test, before the tests of a class or before one test, and
 * removes them afterwards. Their permissions are effective when a test begins, and gone when the next test begins.
 *
 * <p>On a class it applies to all tests of the class and its nested classes; on a method, to that test only. It is
 * repeatable, and also found on meta-annotations, superclasses and interfaces.
 *
 * <p>Mistakes in the files are reported before a cluster starts. Test classes that apply the same objects to a shared
 * cluster may run in parallel: an object stays until the last class is done. Classes that apply different objects with
 * the same name need a cluster each ({@link KubeCluster#dedicated()}), or distinct names that contain the placeholder
 * of a {@link KubeNamespace}. Objects that were in the cluster before are neither changed nor removed.
 *
 * <pre>{@code
 * @KubeManifests("deploy/rbac/")
 * @KubeUser(value = "alice", groups = "developers")
 * class DevelopersPolicyTest {}
 * }</pre>
 *
 * @see dev.kubeuser.manifest.Manifests what a source can be, and how files are read and applied
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@Inherited
@Documented
@Repeatable(KubeManifests.List.class)
@ExtendWith(KubeUserExtension.class)
@API(status = API.Status.MAINTAINED, since = "0.1")
public @interface KubeManifests {

    /**
     * Files, directories ({@code deploy/rbac/}, not recursive), globs ({@code deploy/**}), class path resources
     * ({@code classpath:rbac.yaml}), charts ({@code helm:charts/operator}), bundles of OLM ({@code olm:bundle/}),
     * overlays ({@code kustomize:config/default}), markers of controller-gen ({@code kubebuilder:internal/...}) and
     * revisions ({@code git:main:deploy/}). <code>${policies}</code> is replaced by the JUnit configuration parameter
     * of that name, which may be a system property; <code>${policies:-deploy/rbac/}</code> has a default. So the same
     * tests can check another directory. Placeholders of namespaces work there, too.
     *
     * @return the sources, in the order in which they are applied
     */
    String[] value();

    /**
     * The namespace of objects that name none, like {@code kubectl --namespace}, and that of the releases of charts and
     * the operators of bundles. It may contain a placeholder, such as <code>${kubeuser.namespace.dev}</code>.
     *
     * @return by default that of an unnamed {@link KubeNamespace} in scope, or else {@code default}
     */
    String namespace() default "";

    /**
     * Whether to create the namespaces that objects are in, if neither the cluster nor the manifests contain them. They
     * are removed with the objects.
     *
     * @return {@code false} by default: a missing namespace is an error
     */
    boolean createNamespaces() default false;

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
        KubeManifests[] value();
    }
}
