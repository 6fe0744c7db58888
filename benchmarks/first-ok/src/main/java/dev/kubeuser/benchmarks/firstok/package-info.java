/**
 * What a person waits for who runs one test. In a module of its own, for each jar on the class path costs time, and a user
 * has none of those that the benchmarks need for rivals.
 */
@NullMarked
package dev.kubeuser.benchmarks.firstok;

import org.jspecify.annotations.NullMarked;
