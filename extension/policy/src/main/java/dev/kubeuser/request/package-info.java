/**
 * Requests that API servers authorize, and sets of them: what a rule allows, cut, joined and compared, without a
 * cluster.
 */
@NullMarked
package dev.kubeuser.request;

import org.jspecify.annotations.NullMarked;
