/**
 * Reads what an API server serves.
 */
@NullMarked
package dev.kubeuser.discovery.internal;

import org.jspecify.annotations.NullMarked;
