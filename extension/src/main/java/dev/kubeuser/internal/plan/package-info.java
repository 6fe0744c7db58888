/**
 * What a test declares: read once from its annotations, validated before anything starts, immutable.
 */
@NullMarked
package dev.kubeuser.internal.plan;

import org.jspecify.annotations.NullMarked;
