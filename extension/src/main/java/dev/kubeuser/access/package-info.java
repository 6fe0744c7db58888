/**
 * What a test is given of a user: HTTP client, generated API classes, kubeconfig, files.
 */
@NullMarked
package dev.kubeuser.access;

import org.jspecify.annotations.NullMarked;
