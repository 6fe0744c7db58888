// SPDX-License-Identifier: Apache-2.0
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
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * Configures the cluster of a test class and its nested classes; the nearest annotation applies. Elements left at their
 * default take the value of the configuration parameters {@code kubeuser.*}. Classes with equal configurations share
 * one cluster for the life of the JVM.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Inherited
@Documented
@ExtendWith(KubeUserExtension.class)
@ResourceLock(providers = ClusterLocks.class)
@API(status = API.Status.MAINTAINED, since = "0.1")
public @interface KubeCluster {

    /**
     * Where the cluster comes from; {@code kubeuser.cluster}. A kind of your own has a {@link #provider} instead.
     *
     * @return one kind; by default the kind of the setting, or else the best kind that this machine offers
     */
    ClusterKind[] kind() default {};

    /**
     * The name of the {@link dev.kubeuser.cluster.ClusterProvider} instead of a {@link #kind}, for example of your own;
     * {@code kubeuser.cluster}.
     *
     * @return by default that of the kind
     */
    String provider() default "";

    /**
     * The version of Kubernetes, a minor such as {@code "1.35"} or an exact one such as {@code "v1.35.4"};
     * {@code kubeuser.kubernetes.version}. An existing cluster only has to be of that minor.
     *
     * @return by default the version that this release of kubeuser has as its default
     * @see KubeVersions
     */
    String version() default "";

    /**
     * Whether the annotated class gets its own cluster, which ends with the class.
     *
     * @return {@code false} by default: classes with equal configurations share a cluster
     */
    boolean dedicated() default false;

    /**
     * Whether the API server accepts requests without credentials.
     *
     * @return one value; by default what the kind of cluster does
     */
    AnonymousAuth[] anonymousAuth() default {};

    /**
     * The file by which the API server authenticates, an {@code AuthenticationConfiguration} as production has it;
     * {@code kubeuser.authentication}. Its issuers keep their names and URLs, and this JVM has their keys, so
     * {@link KubeIdentity} can have a token of each issuer. Not on an existing cluster.
     *
     * @return a file, or a resource such as {@code classpath:authn.yaml}; none by default
     * @see <a
     *     href="https://kubernetes.io/docs/reference/access-authn-authz/authentication/#using-authentication-configuration">Using
     *     Authentication Configuration</a>
     */
    String authentication() default "";

    /**
     * The file by which the API server authorizes, an {@code AuthorizationConfiguration} as production has it;
     * {@code kubeuser.authorization}. Its chain and its match conditions stay. This JVM answers for its webhooks; a
     * test sets the answers with an injected {@link dev.kubeuser.auth.AuthorizerEndpoint}. Not on an existing cluster.
     *
     * @return a file, or a resource such as {@code classpath:authz.yaml}; none by default, which is Node and RBAC
     * @see <a
     *     href="https://kubernetes.io/docs/reference/access-authn-authz/authorization/#using-configuration-file-for-authorization">Using
     *     a configuration file for authorization</a>
     */
    String authorization() default "";

    /**
     * Additional DNS names and IP addresses of the server certificate.
     *
     * @return none by default
     */
    String[] extraSans() default {};

    /**
     * The longest lifetime of a signed client certificate, for example {@code "90m"} or {@code "24h"}.
     *
     * @return by default that of Kubernetes, one year
     */
    String signingDuration() default "";

    /**
     * Additional arguments of kube-apiserver, each {@code "key=value"}.
     *
     * @return none by default
     * @see <a
     *     href="https://kubernetes.io/docs/reference/command-line-tools-reference/kube-apiserver/">kube-apiserver</a>
     */
    String[] apiserverArguments() default {};

    /**
     * Whether Deployments, ReplicaSets, StatefulSets, DaemonSets and Jobs make pods that are scheduled to a node that
     * does not exist, and report ready after {@link #readyAfter}; {@code kubeuser.simulated-workloads}. Nothing runs in
     * the pods. The annotation {@code kubeuser.dev/simulate} of a pod asks for another outcome: {@code Running},
     * {@code Succeeded}, {@code Failed}, {@code CrashLoopBackOff}, {@code ImagePullBackOff} or {@code Unschedulable}.
     * On {@link ClusterKind#EMBEDDED} only.
     *
     * @return {@code false} by default: Jobs make pods, Deployments and their like do not, and each pod stays pending
     * @see <a href="https://kubernetes.io/docs/concepts/workloads/">Workloads</a>
     */
    boolean simulatedWorkloads() default false;

    /**
     * How long a simulated pod takes to become ready, and then to complete if it does, for example {@code "2s"}.
     *
     * @return by default 300 milliseconds
     */
    String readyAfter() default "";

    /**
     * The image of k3s, {@code rancher/k3s} or a copy of it; {@code kubeuser.k3s.image}. Without a tag it gets that of
     * the version; a tag of another version than was asked for is an error.
     *
     * @return by default the release of {@code rancher/k3s} with the version of Kubernetes
     */
    String k3sImage() default "";

    /**
     * Whether k3s also runs a node for pods, which needs a privileged container; {@code kubeuser.k3s.agent}.
     *
     * @return {@code false} by default
     */
    boolean k3sAgent() default false;
}
