// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser;

import dev.kubeuser.credential.KeyAlgorithm;
import dev.kubeuser.credential.Via;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.apiguardian.api.API;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Declares a user of a real Kubernetes cluster. The cluster itself issues the user's client certificate, through a
 * CertificateSigningRequest that is created, approved, signed and then deleted.
 *
 * <p>On a class or method it declares a user for the tests there. It is repeatable, and also found on meta-annotations,
 * superclasses, interfaces and enclosing classes. On a parameter or field it names the declared user to inject, or
 * declares one. All declarations of one user must be equal.
 *
 * <p>The type of a parameter or field decides what is injected: {@link dev.kubeuser.access.KubeAccess},
 * {@link okhttp3.OkHttpClient}, {@link io.kubernetes.client.openapi.ApiClient}, each generated API class of the
 * official client such as {@link io.kubernetes.client.openapi.apis.CoreV1Api}, {@link dev.kubeuser.access.Kubeconfig},
 * {@link dev.kubeuser.access.PemFiles}, {@link java.security.cert.X509Certificate}, and
 * {@link dev.kubeuser.credential.CertificateFlow}, which runs the flow to a certificate step by step. Fields need the
 * annotation; parameters need it only if several users are declared.
 *
 * <pre>{@code
 * @KubeUser("flavono123")
 * class HealthTest {
 *     @Test
 *     void healthz(KubeAccess flavono123) {
 *         assertThat(flavono123.get("/healthz").body()).isEqualTo("ok");
 *     }
 * }
 * }</pre>
 *
 * @see <a href="https://kubernetes.io/docs/reference/access-authn-authz/certificate-signing-requests/">Certificates and
 *     Certificate Signing Requests</a>
 */
@Target({ElementType.TYPE, ElementType.METHOD, ElementType.PARAMETER, ElementType.FIELD})
@Retention(RetentionPolicy.RUNTIME)
@Inherited
@Documented
@Repeatable(KubeUser.List.class)
@ExtendWith(KubeUserExtension.class)
@API(status = API.Status.MAINTAINED, since = "0.1")
public @interface KubeUser {

    /**
     * The user name, which is the certificate's common name (CN). It may have any length and any characters except
     * control characters. For {@code system:anonymous}, which is not allowed here, use {@link KubeAnonymous}.
     *
     * @return the user name
     */
    String value();

    /**
     * The groups, each an organization (O) of the certificate. {@code system:masters} is not allowed: the API server
     * refuses it.
     *
     * @return the groups; none by default
     */
    String[] groups() default {};

    /**
     * The kind of the private key.
     *
     * @return by default ECDSA on the curve P-256, which takes a hundredth of the processor time of RSA with 2048 bits;
     *     fabric8's client reads all but Ed25519
     */
    KeyAlgorithm key() default KeyAlgorithm.ECDSA_P256;

    /**
     * The requested lifetime of the certificate, for example {@code "90m"}; at least {@code "600s"}. The signer caps it
     * at {@link KubeCluster#signingDuration()}.
     *
     * @return by default a day
     */
    String expiration() default "24h";

    /**
     * How a test becomes the user; {@code kubeuser.via}. {@link Via#IMPERSONATION} is for clusters that do not sign
     * client certificates: it issues no certificate, and does not test authentication.
     *
     * @return one way; by default the setting's, which is by a certificate
     */
    Via[] via() default {};

    /** Holds several of these annotations on one element; the compiler writes it. */
    @Target({ElementType.TYPE, ElementType.METHOD, ElementType.PARAMETER, ElementType.FIELD})
    @Retention(RetentionPolicy.RUNTIME)
    @Inherited
    @Documented
    @ExtendWith(KubeUserExtension.class)
    @interface List {

        /**
         * The annotations.
         *
         * @return in the order in which they are written
         */
        KubeUser[] value();
    }
}
