/** The webhook authorizers of an AuthorizationConfiguration, for which a test answers. */
@NullMarked
package dev.kubeuser.authorizer;

import org.jspecify.annotations.NullMarked;
