/**
 * What becomes of a dry run: who in admission denies it, what is stored, and whether pods may reach their node.
 */
@NullMarked
package dev.kubeuser.dryrun.internal;

import org.jspecify.annotations.NullMarked;
