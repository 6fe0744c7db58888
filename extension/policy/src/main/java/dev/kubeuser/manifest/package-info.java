/** Reads manifests, and keeps the file and line of each part, without a cluster or JUnit. */
@NullMarked
package dev.kubeuser.manifest;

import org.jspecify.annotations.NullMarked;
