/**
 * Statements about all requests of a policy: who alone may do something, who never may, and what a change gives to
 * whom.
 */
@NullMarked
package dev.kubeuser.statement;

import org.jspecify.annotations.NullMarked;
