/** Checks that a question makes sense: its verb, its resource, and its namespace. */
@NullMarked
package dev.kubeuser.query.internal;

import org.jspecify.annotations.NullMarked;
