/**
 * Credentials: key pair, PKCS#10 request, CertificateSigningRequest from creation to certificate; tokens of
 * ServiceAccounts.
 *
 * @see <a href="https://kubernetes.io/docs/reference/access-authn-authz/certificate-signing-requests/">Certificates and
 *     Certificate Signing Requests</a>
 */
@NullMarked
package dev.kubeuser.credential;

import org.jspecify.annotations.NullMarked;
