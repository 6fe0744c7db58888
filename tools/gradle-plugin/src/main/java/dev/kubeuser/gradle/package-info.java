/** The gate for a whole build of Gradle: runs the command line of kubeuser on what all tests of the build recorded. */
@NullMarked
package dev.kubeuser.gradle;

import org.jspecify.annotations.NullMarked;
