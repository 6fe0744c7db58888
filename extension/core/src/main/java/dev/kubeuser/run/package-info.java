/** A test, and what its denials do. */
@NullMarked
package dev.kubeuser.run;

import org.jspecify.annotations.NullMarked;
