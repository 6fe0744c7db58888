/**
 * Goals of Maven about the evidence of a whole build: its report, its thresholds and its golden files. They run
 * commands of the command line.
 */
@NullMarked
package dev.kubeuser.maven;

import org.jspecify.annotations.NullMarked;
