/**
 * What can be configured from outside, and its reading.
 */
@NullMarked
package dev.kubeuser.settings.internal;

import org.jspecify.annotations.NullMarked;
