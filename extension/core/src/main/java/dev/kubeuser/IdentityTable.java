// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.apiguardian.api.API;
import org.junit.jupiter.api.TestTemplate;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Runs one test for each line of a table that maps the claims of a token to the expected user. Before the method runs,
 * each line asks the API server with its own token, so the method body may be empty or test more.
 *
 * <pre>{@code
 * @KubeCluster(authentication = "deploy/authn.yaml")
 * class IdentitiesTest {
 *     @IdentityTable("identities.yaml")
 *     void identities_are_as_written() {}
 * }
 * }</pre>
 *
 * <p>The table is YAML: a list of cases, each with the claims of a token and the expected user.
 *
 * <pre>{@code
 * - name: employee
 *   given: {preferred_username: ann, groups: [/k8s/sre, /hr]}
 *   then: {username: ann@company, groups: [sre]}
 * - name: intruder
 *   given: {preferred_username: system:admin}
 *   then: refused
 * }</pre>
 *
 * <p>{@code given} is what the token says, as its JSON would: {@code iss} names the issuer, if there are several, and
 * {@code aud} an audience other than the issuer's first; {@code iat}, {@code nbf} and {@code exp} are those of a new
 * token. The optional {@code name} is as in {@link KubeIdentity}.
 *
 * <p>The user should have the {@code username} and, where {@code then} says so, exactly the {@code groups}, the
 * {@code uid} and the attributes of {@code extra}, as in <code>extra: {example.com/team: [web]}</code>. Leave out what
 * the API server adds to everybody: {@code system:authenticated}, and attributes that begin with
 * {@code authentication.kubernetes.io/}. If the API server should refuse the token, write {@code refused} instead.
 *
 * <p>With the system property {@code kubeuser.golden=update}, {@code then} in {@code src/test/resources} becomes the
 * API server's answer, for you to review and commit. All else in the file stays. To start, leave {@code then:} empty.
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@TestTemplate
@ExtendWith(KubeUserExtension.class)
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public @interface IdentityTable {

    /**
     * The table, a class path resource: relative to the test class, or absolute if it begins with a slash.
     *
     * @return the name of the resource, for example {@code identities.yaml}
     */
    String value();
}
