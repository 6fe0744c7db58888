/** What is kept of a cluster, and listeners to the requests of its users. Not API. */
@NullMarked
package dev.kubeuser.access.internal;

import org.jspecify.annotations.NullMarked;
