/**
 * What a test declares: read once from its annotations, validated before anything starts, immutable.
 */
@NullMarked
package dev.kubeuser.plan.internal;

import org.jspecify.annotations.NullMarked;
