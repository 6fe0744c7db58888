/** Requests as the audit log and clients report them, and what the API server checks besides their own authorization. */
@NullMarked
package dev.kubeuser.audit.internal;

import org.jspecify.annotations.NullMarked;
