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
 * Declares a user of a real Kubernetes cluster. The user's client certificate comes from the cluster itself, through a
 * CertificateSigningRequest that is created, approved, signed and deleted again.
 *
 * <p>On a class or method it declares a user for the tests there; found on meta-annotations, superclasses, interfaces and
 * enclosing classes as well, and repeatable. On a parameter or field it says which declared user is wanted, or declares
 * one there. A user that is declared more than once must be declared alike.
 *
 * <p>Injected are, by the type of a parameter or field: {@link dev.kubeuser.access.KubeAccess},
 * {@link okhttp3.OkHttpClient}, {@link io.kubernetes.client.openapi.ApiClient}, each generated API class of the official
 * client such as {@link io.kubernetes.client.openapi.apis.CoreV1Api}, {@link dev.kubeuser.access.Kubeconfig},
 * {@link dev.kubeuser.access.PemFiles}, {@link java.security.cert.X509Certificate}, and
 * {@link dev.kubeuser.credential.CertificateFlow} for the same way step by step. Fields need the annotation; parameters
 * need it only where several users are declared.
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
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public @interface KubeUser {

    /**
     * The user name, the certificate's common name (CN), of any length and with any characters but those of control. Not
     * {@code system:anonymous}, for which there is {@link KubeAnonymous}.
     *
     * @return the user name
     */
    String value();

    /**
     * The groups, each an organization (O) of the certificate. Not {@code system:masters}, which the API server refuses.
     *
     * @return the groups; none by default
     */
    String[] groups() default {};

    /**
     * The kind of the private key.
     *
     * @return by default RSA with 2048 bits
     */
    KeyAlgorithm key() default KeyAlgorithm.RSA_2048;

    /**
     * How long the certificate is to be valid, for example {@code "90m"}: {@code "600s"} or more. The signer caps it at
     * {@link KubeCluster#signingDuration()}.
     *
     * @return by default a day
     */
    String expiration() default "24h";

    /**
     * How a test becomes the user; {@code kubeuser.via}. By {@link Via#IMPERSONATION} there is no certificate, and
     * nothing is told about authentication: for clusters that do not sign client certificates.
     *
     * @return by default by a certificate
     */
    Via via() default Via.DEFAULT;

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
