/** An operator that serves web pages, with the Java Operator SDK. It does not know that it is tested. */
@NullMarked
package dev.kubeuser.samples.operator;

import org.jspecify.annotations.NullMarked;
