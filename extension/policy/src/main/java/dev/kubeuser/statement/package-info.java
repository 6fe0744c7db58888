/**
 * Statements about all requests of a policy: which subjects alone may do something, which never may, and what each
 * gains by a change.
 */
@NullMarked
package dev.kubeuser.statement;

import org.jspecify.annotations.NullMarked;
