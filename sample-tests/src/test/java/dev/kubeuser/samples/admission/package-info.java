/** Admission policies, tested with the users they are about. */
@NullMarked
package dev.kubeuser.samples.admission;

import org.jspecify.annotations.NullMarked;
