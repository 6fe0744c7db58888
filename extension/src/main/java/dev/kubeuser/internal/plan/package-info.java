/**
 * What a test declares, and how the extension provides it.
 */
@NullMarked
package dev.kubeuser.internal.plan;

import org.jspecify.annotations.NullMarked;
