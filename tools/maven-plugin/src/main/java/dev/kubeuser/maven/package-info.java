/**
 * Goals of Maven about the evidence of a whole build: its report, its thresholds, its golden files, and what it left
 * running.
 */
@NullMarked
package dev.kubeuser.maven;

import org.jspecify.annotations.NullMarked;
