/**
 * What the extension needs to issue credentials and no user names. Not API.
 */
@NullMarked
package dev.kubeuser.credential.internal;

import org.jspecify.annotations.NullMarked;
