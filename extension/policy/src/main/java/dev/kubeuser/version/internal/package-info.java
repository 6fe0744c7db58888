@NullMarked
package dev.kubeuser.version.internal;

import org.jspecify.annotations.NullMarked;
