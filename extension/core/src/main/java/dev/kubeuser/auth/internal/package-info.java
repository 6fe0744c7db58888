/**
 * Reads an AuthenticationConfiguration and an AuthorizationConfiguration, signs tokens and serves their keys, and
 * answers for webhook authorizers.
 */
@NullMarked
package dev.kubeuser.auth.internal;

import org.jspecify.annotations.NullMarked;
