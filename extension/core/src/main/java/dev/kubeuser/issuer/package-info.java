/** The issuers of an AuthenticationConfiguration, whose place a test takes. */
@NullMarked
package dev.kubeuser.issuer;

import org.jspecify.annotations.NullMarked;
