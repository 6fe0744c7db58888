/**
 * Real requests that change nothing.
 */
@NullMarked
package dev.kubeuser.dryrun;

import org.jspecify.annotations.NullMarked;
