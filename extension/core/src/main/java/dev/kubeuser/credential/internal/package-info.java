/** What the extension needs to issue credentials, and tests do not. Not API. */
@NullMarked
package dev.kubeuser.credential.internal;

import org.jspecify.annotations.NullMarked;
