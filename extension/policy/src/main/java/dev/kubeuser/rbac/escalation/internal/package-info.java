// SPDX-License-Identifier: Apache-2.0
/** The search for privilege escalation: what its steps are, where it ends, and what closes a path. */
@NullMarked
package dev.kubeuser.rbac.escalation.internal;

import org.jspecify.annotations.NullMarked;
