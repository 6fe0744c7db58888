/** Settings, and how they are read. */
@NullMarked
package dev.kubeuser.settings.internal;

import org.jspecify.annotations.NullMarked;
