/**
 * Reads manifests, and keeps file and line of each part. Needs neither a cluster nor JUnit.
 */
@NullMarked
package dev.kubeuser.manifest;

import org.jspecify.annotations.NullMarked;
