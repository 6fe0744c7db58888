/** What a user of kubeuser writes. The README's snippets are from here. */
@NullMarked
package dev.kubeuser.samples;

import org.jspecify.annotations.NullMarked;
