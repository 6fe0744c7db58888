/** What the extension needs of assertions and no user names. */
@NullMarked
package dev.kubeuser.assertion.internal;

import org.jspecify.annotations.NullMarked;
