/**
 * Sends access reviews and dry runs, checks that their questions make sense, and explains the answers.
 */
@NullMarked
package dev.kubeuser.question.internal;

import org.jspecify.annotations.NullMarked;
