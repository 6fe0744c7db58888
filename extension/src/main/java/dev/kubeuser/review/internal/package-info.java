/**
 * The wire format of access reviews.
 */
@NullMarked
package dev.kubeuser.review.internal;

import org.jspecify.annotations.NullMarked;
