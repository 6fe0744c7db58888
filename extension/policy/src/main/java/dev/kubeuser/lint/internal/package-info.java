/** Policies in files: what is found in one, and who gains and loses what from one to another. */
@NullMarked
package dev.kubeuser.lint.internal;

import org.jspecify.annotations.NullMarked;
