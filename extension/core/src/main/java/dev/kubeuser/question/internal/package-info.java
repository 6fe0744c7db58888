/** Sends access reviews and dry runs, and explains the answers. */
@NullMarked
package dev.kubeuser.question.internal;

import org.jspecify.annotations.NullMarked;
