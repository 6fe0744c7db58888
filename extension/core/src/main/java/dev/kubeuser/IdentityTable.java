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
 * Runs one test for each line of a table that says which user the claims of a token become. Before the method runs, each
 * line asks the API server with a token of its own, so the method body may be empty or test more.
 *
 * <pre>{@code
 * @KubeCluster(authentication = "deploy/authn.yaml")
 * class IdentitiesTest {
 *     @IdentityTable("identities.csv")
 *     void identities_are_as_written() {}
 * }
 * }</pre>
 *
 * <p>The table has a header and columns in any order. Empty lines and lines that begin with {@code #} are skipped.
 *
 * <pre>{@code
 * name,     claims.preferred_username, claims.groups,         username,    groups, refused
 * employee, ann,                       "['/k8s/sre', '/hr']", ann@company, sre,
 * intruder, system:admin,              ,                      ,            ,       yes
 * }</pre>
 *
 * <p>The token has the {@code claims}, a JSON object whose quotes may be single ones, and those in columns of their own,
 * such as {@code claims.groups}: lists and objects as JSON, {@code true} and {@code false}, anything else as text. An empty cell is no
 * claim. {@code issuer}, {@code audience} and {@code name} are as in {@link KubeIdentity}, and optional.
 *
 * <p>The user should have the {@code username} and, if the table has these columns, exactly the {@code groups}, the
 * {@code uid} and the attributes such as {@code extra.example.com/team}. Separate several values by semicolons, or write a
 * JSON list. Leave out what the API server adds to everybody: {@code system:authenticated}, and attributes that begin with
 * {@code authentication.kubernetes.io/}. If the API server should refuse the token, write {@code yes} under
 * {@code refused} instead.
 *
 * <p>With the system property {@code kubeuser.golden=update}, the lines in {@code src/test/resources} get what the API server
 * says, for you to review and commit.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc4180">RFC 4180, the format of CSV files</a>
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
     * @return the name of the resource, for example {@code identities.csv}
     */
    String value();
}
