/**
 * How the API server writes about the model.
 */
@NullMarked
package dev.kubeuser.rbac.internal;

import org.jspecify.annotations.NullMarked;
