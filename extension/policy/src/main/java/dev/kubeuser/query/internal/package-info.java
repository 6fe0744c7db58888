/** Checks that a question makes sense: its verb, its resource among those that an API server serves, its namespace. */
@NullMarked
package dev.kubeuser.query.internal;

import org.jspecify.annotations.NullMarked;
