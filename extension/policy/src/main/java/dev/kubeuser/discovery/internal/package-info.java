/** The resources that API servers serve. */
@NullMarked
package dev.kubeuser.discovery.internal;

import org.jspecify.annotations.NullMarked;
