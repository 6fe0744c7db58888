/**
 * Who a test is: key pair, PKCS#10 request, and the way of a CertificateSigningRequest from creation over approval to
 * the certificate.
 *
 * @see <a href="https://kubernetes.io/docs/reference/access-authn-authz/certificate-signing-requests/">Certificates and
 *     Certificate Signing Requests</a>
 */
@NullMarked
package dev.kubeuser.credential;

import org.jspecify.annotations.NullMarked;
