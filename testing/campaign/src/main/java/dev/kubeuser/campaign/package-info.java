/** Runs tests under faults, and for a long time, and checks what a run says and what it leaves. */
@NullMarked
package dev.kubeuser.campaign;

import org.jspecify.annotations.NullMarked;
