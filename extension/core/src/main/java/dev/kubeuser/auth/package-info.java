/** The issuers and webhook authorizers of an API server, whose place a test takes. */
@NullMarked
package dev.kubeuser.auth;

import org.jspecify.annotations.NullMarked;
