/**
 * The JUnit Jupiter extension and its annotations, such as {@link dev.kubeuser.KubeUser},
 * {@link dev.kubeuser.KubeAdmin} and {@link dev.kubeuser.KubeCluster}.
 */
@NullMarked
package dev.kubeuser;

import org.jspecify.annotations.NullMarked;
