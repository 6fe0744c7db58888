/** How webhooks in manifests reach a server of tests. */
@NullMarked
package dev.kubeuser.webhook.internal;

import org.jspecify.annotations.NullMarked;
