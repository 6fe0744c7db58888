/** Code for manifests that other packages share. */
@NullMarked
package dev.kubeuser.manifest.internal;

import org.jspecify.annotations.NullMarked;
