/** What the extension needs from assertions, and tests do not. Not API. */
@NullMarked
package dev.kubeuser.assertion.internal;

import org.jspecify.annotations.NullMarked;
