/** Kubeconfigs as other clients read them. */
@NullMarked
package dev.kubeuser.samples.kubeconfig;

import org.jspecify.annotations.NullMarked;
