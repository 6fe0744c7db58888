/** Programs such as kubectl and openssl, run by tests. */
@NullMarked
package dev.kubeuser.samples.tool;

import org.jspecify.annotations.NullMarked;
