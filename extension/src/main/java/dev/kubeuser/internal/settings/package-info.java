/**
 * What can be configured from outside, and its reading.
 */
@NullMarked
package dev.kubeuser.internal.settings;

import org.jspecify.annotations.NullMarked;
