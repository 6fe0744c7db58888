/** Writes what the archive's POM cannot: Ant counts and copies files, and repeats nothing for each. */
@NullMarked
package dev.kubeuser.archive;

import org.jspecify.annotations.NullMarked;
