/**
 * The base of every other package: private files, PEM and certificates of servers, deadlines, DNS names, the API server's Status.
 */
@NullMarked
package dev.kubeuser.base.internal;

import org.jspecify.annotations.NullMarked;
