/** Credentials that the server does not accept. */
@NullMarked
package dev.kubeuser.samples.authentication;

import org.jspecify.annotations.NullMarked;
