/** What a user of kubeuser writes. The snippets of README and docs are from here. */
@NullMarked
package dev.kubeuser.samples;

import org.jspecify.annotations.NullMarked;
