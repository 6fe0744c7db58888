/**
 * Policies in files: what is found in one, who gains and loses what from one to another, and how findings are written.
 */
@NullMarked
package dev.kubeuser.lint.internal;

import org.jspecify.annotations.NullMarked;
