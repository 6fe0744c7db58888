/** Reads an AuthenticationConfiguration, serves the keys of its issuers, and signs their tokens. */
@NullMarked
package dev.kubeuser.issuer.internal;

import org.jspecify.annotations.NullMarked;
