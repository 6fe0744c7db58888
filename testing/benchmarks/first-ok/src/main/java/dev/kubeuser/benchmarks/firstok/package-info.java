/**
 * The tutorial's test as a user runs it. It is a module of its own because each jar on the class path costs time: a
 * user has none of the jars that the benchmarks need for rivals.
 */
@NullMarked
package dev.kubeuser.benchmarks.firstok;

import org.jspecify.annotations.NullMarked;
