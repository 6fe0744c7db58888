/** TestNG with users of a cluster. */
@NullMarked
package dev.kubeuser.samples.testng;

import org.jspecify.annotations.NullMarked;
