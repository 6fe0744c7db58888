// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser;

import dev.kubeuser.auth.ClaimSet;
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
 * Declares an identity with an issuer's token as a subject of the tests: a person who logs in at an identity provider,
 * or a pipeline. The file of {@link KubeCluster#authentication} lists the issuers and maps the claims to a user and
 * groups. An identity whose token it rejects is a subject too: the API server answers it with 401.
 *
 * <p>It is allowed wherever {@link KubeUser} is. The same types are injected, except for those that need a certificate:
 * {@link dev.kubeuser.access.PemFiles}, {@link java.security.cert.X509Certificate} and
 * {@link dev.kubeuser.credential.CertificateFlow}.
 *
 * <pre>{@code
 * @KubeCluster(authentication = "deploy/authn.yaml")
 * class DeployTest {
 *     @Test
 *     void readsPods(@KubeIdentity(value = "ann", claims = "{'groups': ['sre']}") CoreV1Api core) { ... }
 * }
 * }</pre>
 *
 * @see <a href="https://kubernetes.io/docs/reference/access-authn-authz/authentication/#openid-connect-tokens">OpenID
 *     Connect Tokens</a>
 */
@Target({ElementType.TYPE, ElementType.METHOD, ElementType.PARAMETER, ElementType.FIELD})
@Retention(RetentionPolicy.RUNTIME)
@Inherited
@Documented
@Repeatable(KubeIdentity.List.class)
@ExtendWith(KubeUserExtension.class)
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public @interface KubeIdentity {

    /**
     * How the test calls it. The API server decides by the claims which user it is.
     *
     * @return the name, which is the claim {@code sub} too, unless the claims have one
     */
    String value();

    /**
     * The {@code url} of the issuer in the file of {@link KubeCluster#authentication}.
     *
     * @return by default what the claim {@code iss} says, and else the only issuer
     */
    String issuer() default "";

    /**
     * The claims of a well-known issuer, over which {@link #claims} are laid. If {@link #issuer} is not named and the
     * file has several, it is the one whose URL is usual for the set.
     *
     * @return one set; by default none, and {@code sub} is the name of the identity
     */
    ClaimSet[] claimSet() default {};

    /**
     * The claims, as a JSON object, for example the payload of a token that was issued once. Quotes may be single ones.
     * {@code iat}, {@code nbf} and {@code exp} are replaced by the times of the new token.
     *
     * @return none by default, except those that every token has
     */
    String claims() default "";

    /**
     * A file with the claims, in JSON or YAML, instead of {@link #claims}.
     *
     * @return a file, or a resource such as {@code classpath:claims/ann.json}
     */
    String claimsFile() default "";

    /**
     * The audience, if the claims have no {@code aud}.
     *
     * @return by default the first one that the API server accepts from the issuer
     */
    String audience() default "";

    /**
     * The lifetime of the token, for example {@code "90m"}. It is replaced before it ends.
     *
     * @return by default an hour
     */
    String expiration() default "1h";

    /**
     * A file with a token of the identity, instead of {@link #claims}, on any cluster that knows its issuer. It is read
     * again before the token ends.
     *
     * @return a file of this user or root, which nobody else may write to
     */
    String tokenFile() default "";

    /**
     * A program that prints a token of the identity, instead of {@link #claims}, on any cluster that knows its issuer:
     * the token alone, or an {@code ExecCredential}, as plugins of kubectl do. It runs again before the token ends.
     *
     * @return the program and its arguments
     */
    String[] tokenCommand() default {};

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
        KubeIdentity[] value();
    }
}
