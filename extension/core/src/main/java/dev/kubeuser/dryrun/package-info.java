/**
 * Sends real requests as dry runs.
 */
@NullMarked
package dev.kubeuser.dryrun;

import org.jspecify.annotations.NullMarked;
