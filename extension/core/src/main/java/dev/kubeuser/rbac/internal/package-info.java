/**
 * Quotes names as the API server does.
 */
@NullMarked
package dev.kubeuser.rbac.internal;

import org.jspecify.annotations.NullMarked;
