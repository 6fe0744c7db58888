/** The tutorial on CertificateSigningRequests as tests. */
@NullMarked
package dev.kubeuser.samples.tutorial;

import org.jspecify.annotations.NullMarked;
