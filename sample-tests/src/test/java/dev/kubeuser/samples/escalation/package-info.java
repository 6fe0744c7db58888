/** Nobody hands out more than they have: escalation, binding and impersonation. */
@NullMarked
package dev.kubeuser.samples.escalation;

import org.jspecify.annotations.NullMarked;
