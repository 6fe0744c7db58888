/**
 * Access questions, which the API server answers.
 */
@NullMarked
package dev.kubeuser.review;

import org.jspecify.annotations.NullMarked;
