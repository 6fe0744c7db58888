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
 * Applies manifests, for example the RBAC policy under test, before the tests of a class or before one test, and removes
 * them afterwards. When a test begins, what they grant is granted; when the next one begins, it is granted no more.
 *
 * <p>On a class it holds for all its tests and those of nested classes, on a method for that test alone; found on
 * meta-annotations, superclasses and interfaces as well, and repeatable.
 *
 * <p>Mistakes in the files are reported before a cluster is started. Test classes that apply the same objects to the
 * cluster that they share may run in parallel: an object stays until the last of them is done. Classes that apply
 * different objects of one name need a cluster each ({@link KubeCluster#dedicated()}), or names of their own, with the
 * placeholder of a {@link KubeNamespace} in them. What was in the cluster before is neither changed nor removed.
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
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public @interface KubeManifests {

    /**
     * Files, directories ({@code deploy/rbac/}, without those below), globs ({@code deploy/**}) and resources
     * ({@code classpath:rbac.yaml}). A JUnit configuration parameter, which may be a system property, stands in them as
     * <code>${policies}</code>, or as <code>${policies:-deploy/rbac/}</code> with a default: the same tests then hold
     * another directory against what they say.
     *
     * @return the sources, in the order in which they are applied
     */
    String[] value();

    /**
     * The namespace of objects that name none, like {@code kubectl --namespace}; may have a placeholder, such as
     * <code>${kubeuser.namespace.dev}</code>.
     *
     * @return by default that of an unnamed {@link KubeNamespace} in scope, or else {@code default}
     */
    String namespace() default "";

    /**
     * Whether namespaces that objects are in, and that neither the cluster nor the manifests have, are created, and
     * removed with the rest.
     *
     * @return by default not: a missing namespace is an error
     */
    boolean createNamespaces() default false;

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
