/**
 * The front door: the annotations {@link dev.kubeuser.KubeUser}, {@link dev.kubeuser.KubeAdmin} and
 * {@link dev.kubeuser.KubeCluster}, and the JUnit Jupiter extension behind them.
 */
@NullMarked
package dev.kubeuser;

import org.jspecify.annotations.NullMarked;
