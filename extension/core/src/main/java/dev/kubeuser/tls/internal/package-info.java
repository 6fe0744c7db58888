/** PEM, certificates of servers, and a server of JSON over HTTPS. */
@NullMarked
package dev.kubeuser.tls.internal;

import org.jspecify.annotations.NullMarked;
