/**
 * What becomes of a dry run: who in admission denies it, what is stored, and what is audited.
 */
@NullMarked
package dev.kubeuser.dryrun.internal;

import org.jspecify.annotations.NullMarked;
