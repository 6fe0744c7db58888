/**
 * Machinery of manifests that other rooms share.
 */
@NullMarked
package dev.kubeuser.manifest.internal;

import org.jspecify.annotations.NullMarked;
