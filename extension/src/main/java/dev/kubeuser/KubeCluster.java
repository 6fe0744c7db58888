package dev.kubeuser;

import dev.kubeuser.cluster.AnonymousAuth;
import dev.kubeuser.cluster.ClusterKind;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.apiguardian.api.API;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Configures the cluster of a test class and those nested in it; the nearest one counts. What it leaves at its default
 * is taken from the configuration parameters {@code kubeuser.*}. Classes that ask for equal clusters share one for the
 * life of the JVM.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Inherited
@Documented
@ExtendWith(KubeUserExtension.class)
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public @interface KubeCluster {

    /**
     * Where the cluster comes from; {@code kubeuser.cluster}.
     *
     * @return by default the best kind that this machine offers
     */
    ClusterKind kind() default ClusterKind.AUTO;

    /**
     * Whether the annotated class gets a cluster for itself, which ends with the class; {@code kubeuser.dedicated}. Such
     * a one is always new, also where {@code kubeuser.reuse} is set.
     *
     * @return by default not: one cluster for all classes that ask for an equal one
     */
    boolean dedicated() default false;

    /**
     * Whether requests without credentials are let through; {@code kubeuser.anonymous-auth}.
     *
     * @return by default as the kind of cluster has it
     */
    AnonymousAuth anonymousAuth() default AnonymousAuth.DEFAULT;

    /**
     * Further DNS names and IP addresses of the server certificate; {@code kubeuser.extra-sans}.
     *
     * @return none by default
     */
    String[] extraSans() default {};

    /**
     * The longest lifetime of a signed client certificate, for example {@code "90m"} or {@code "24h"};
     * {@code kubeuser.signing-duration}.
     *
     * @return by default that of Kubernetes, one year
     */
    String signingDuration() default "";

    /**
     * Further arguments of kube-apiserver, each {@code "key=value"}; {@code kubeuser.apiserver-arguments}.
     *
     * @return none by default
     * @see <a href="https://kubernetes.io/docs/reference/command-line-tools-reference/kube-apiserver/">kube-apiserver</a>
     */
    String[] apiserverArguments() default {};

    /**
     * The image of k3s, {@code rancher/k3s} or a copy of it, with its tag; {@code kubeuser.k3s.image}.
     *
     * @return by default the release with the embedded control plane's version of Kubernetes
     */
    String k3sImage() default "";

    /**
     * Whether k3s runs a node for pods as well, in a privileged container; {@code kubeuser.k3s.agent}.
     *
     * @return by default not
     */
    boolean k3sAgent() default false;
}
