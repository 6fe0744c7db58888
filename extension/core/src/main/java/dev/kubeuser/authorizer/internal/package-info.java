/** Reads an AuthorizationConfiguration, and serves its webhooks. */
@NullMarked
package dev.kubeuser.authorizer.internal;

import org.jspecify.annotations.NullMarked;
