/**
 * Writes tables in Markdown.
 */
@NullMarked
package dev.kubeuser.matrix.internal;

import org.jspecify.annotations.NullMarked;
