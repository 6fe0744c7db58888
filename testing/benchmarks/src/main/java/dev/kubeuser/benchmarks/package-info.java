/** kubeuser side by side with what one would pick instead, as one program that prints a Markdown table. */
@NullMarked
package dev.kubeuser.benchmarks;

import org.jspecify.annotations.NullMarked;
