/** Runs of tests under faults, and for long: what a run says, and what it leaves. */
@NullMarked
package dev.kubeuser.campaign;

import org.jspecify.annotations.NullMarked;
