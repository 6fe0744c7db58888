/**
 * What every room stands on: private files, deadlines, DNS names, the API server's Status.
 */
@NullMarked
package dev.kubeuser.base.internal;

import org.jspecify.annotations.NullMarked;
