/**
 * Credentials: client certificates, from key pair and CertificateSigningRequest to the issued certificate, and tokens
 * of ServiceAccounts. Also forges both.
 *
 * @see <a href="https://kubernetes.io/docs/reference/access-authn-authz/certificate-signing-requests/">Certificates and
 *     Certificate Signing Requests</a>
 */
@NullMarked
package dev.kubeuser.credential;

import org.jspecify.annotations.NullMarked;
