/** What statements are made of. */
@NullMarked
package dev.kubeuser.statement.internal;

import org.jspecify.annotations.NullMarked;
