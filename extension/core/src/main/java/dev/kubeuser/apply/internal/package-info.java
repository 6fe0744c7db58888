/** What this JVM has applied to a cluster, and which manifest it is from. */
@NullMarked
package dev.kubeuser.apply.internal;

import org.jspecify.annotations.NullMarked;
