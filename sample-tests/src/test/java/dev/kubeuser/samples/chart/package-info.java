/** Policies that Helm and kustomize render. */
@NullMarked
package dev.kubeuser.samples.chart;

import org.jspecify.annotations.NullMarked;
