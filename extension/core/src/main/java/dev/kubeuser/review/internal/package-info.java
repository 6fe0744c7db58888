/**
 * Sends access reviews, checks that their questions make sense, and explains the answers.
 */
@NullMarked
package dev.kubeuser.review.internal;

import org.jspecify.annotations.NullMarked;
