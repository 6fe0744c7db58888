/**
 * Listeners to the requests of users. Not API.
 */
@NullMarked
package dev.kubeuser.access.internal;

import org.jspecify.annotations.NullMarked;
