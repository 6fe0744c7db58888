/**
 * What a test declares, as values: read once by the entry point, validated before anything starts, immutable.
 */
@NullMarked
package dev.kubeuser.plan.internal;

import org.jspecify.annotations.NullMarked;
