/**
 * How escalations and risks are told. Not API.
 */
@NullMarked
package dev.kubeuser.rbac.escalation.internal;

import org.jspecify.annotations.NullMarked;
