/**
 * Asks an API server the questions of the room {@code query}, by access reviews and by real requests that change
 * nothing, and has its answers.
 */
@NullMarked
package dev.kubeuser.question;

import org.jspecify.annotations.NullMarked;
